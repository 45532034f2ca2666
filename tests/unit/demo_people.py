"""People of all kinds for tests of the demo generator, and whole items made for them."""

from collections.abc import Mapping
from typing import NamedTuple

from curation.providers.demo import demo_answer
from curation.synthesis import (
    SCENARIOS,
    CheckResult,
    Contract,
    Parsed,
    check_sample,
    join_so_far,
    parse_steps,
    render_prompt,
    step_text,
    steps_of,
)

PERSONAS = [
    persona.strip()
    for persona in """
A widowed lighthouse keeper in Brittany who repairs clocks for the village |
A night-shift nurse from Manila with a passion for ballroom dancing |
An apprentice stonemason restoring a chapel in Galicia |
A retired geography teacher who draws maps of places that do not exist |
A teenage chess player from Nairobi, raised by two aunts |
a bus driver in Leeds who writes haiku during her breaks |
I am a beekeeper with forty hives and an allergy to pollen. |
A customs officer fascinated by counterfeit perfume | An unemployed welder looking for a way into bicycle repair |
A grandmother in Oaxaca who weaves rugs and hates tourists |
A junior tax lawyer specializing in cross-border inheritance |
As a mother of triplets, I plan every hour of the day. |
A midwife in rural Malawi who rides a motorbike to her patients |
A sound engineer who collects recordings of trains | A failed novelist teaching creative writing in a prison |
A goat farmer from Crete experimenting with solar fences | A seven-year-old boy obsessed with garbage trucks |
a Python developer maintaining an open-source weather library | A hospital chaplain interested in medieval music |
An insurance clerk in Lagos who referees amateur football on weekends |
A glassblower struggling with rising gas prices | A deaf carpenter who teaches woodworking to teenagers |
A seismologist studying small earthquakes under Naples | A wedding photographer who is afraid of crowds |
A pastry chef from Lyon developing desserts without sugar |
A town councillor advocating for safer crossings near schools |
A marine biologist working on coral nurseries in Fiji | A former gymnast running a climbing gym in Tampere |
A call-centre agent learning Portuguese at night | A shepherd with a podcast about loneliness |
An elevator mechanic who knows every tower in Hong Kong |
A biology student allergic to cats but in love with lions | A street musician playing the saw in Vienna |
A data analyst who counts birds on her balcony | A prison librarian with a taste for crime fiction |
A retired boxer who sells flowers | A vineyard owner in Mendoza worried about hail |
A school cook feeding six hundred children a day | A hydrologist modelling floods along the Mekong |
A tram conductor and amateur astronomer | A fashion student making coats from old tents |
A rabbi who restores vintage motorcycles | An Icelandic fisherman with a degree in philosophy |
A kindergarten teacher who builds marble runs | A translator of Finnish poetry living in Trieste |
A firefighter who bakes bread after night shifts | A forensic accountant chasing missing subsidies |
A homeless man who plays chess for coffee | A puppeteer touring small villages with two suitcases |
A nuclear engineer sceptical about deadlines | A zookeeper responsible for three elderly elephants |
A mechanic from Tashkent with expertise in diesel pumps | A part-time model studying organic chemistry |
A market gardener growing forty kinds of tomatoes |
A police officer who paints watercolours of crime-free streets | A violin maker searching for old spruce |
A physiotherapist treating ballet dancers | A lorry driver crossing the Andes twice a week |
A crossword editor at a regional newspaper | A neonatal nurse who knits tiny hats |
A diplomat posted to five countries in nine years | A hobby archaeologist with a metal detector and patience |
A taxi dispatcher who remembers every street | A blind piano tuner from Coimbra |
A sixteen-year-old skateboarder designing her own ramps | A tea taster in Assam training his successor |
A museum guard writing a book about visitors | A cheesemaker in Vermont at odds with health inspectors |
A dentist who restores carousel horses | An ethics professor advising a robotics company |
A volunteer coastguard on a very quiet coast | A dyslexic bookseller with a perfect memory |
A textile worker from Dhaka organising a union | A stuntwoman recovering from a broken ankle |
A night watchman studying for a law degree | A meteorologist who distrusts weather apps |
A Sámi reindeer herder using satellite collars | A hairdresser who listens more than she cuts |
A game developer building worlds without violence | A cellist with stage fright |
A family doctor on an island with ninety inhabitants | A single father running a small launderette |
A competitive pumpkin grower from Ohio | A robotics teacher in a school without electricity |
An interpreter at an asylum court | A perfumer who lost her sense of smell for a year |
A mountain guide in Nepal saving for a bakery | A ceramics student obsessed with celadon glazes |
A warehouse picker who walks twenty kilometres a shift | A judge who grows orchids |
A ballet pianist reading detective novels between classes | A paediatric dentist with a puppet called Molar |
A former coal miner guiding tourists underground | A radio host for people who cannot sleep |
A locksmith who refuses to open diaries | A statistician working on voter turnout |
A tailor in Naples cutting suits by eye | A wheelchair basketball player and accountant |
A rice farmer from Niigata trying drones | A librarian cataloguing a collection of menus |
A bicycle courier writing an opera | A trainee pilot with a fear of birds |
A hotel housekeeper who folds towels into animals | An oncologist who coaches a rowing team | A vegan butcher |
A choir director in a town with few singers | A demographer studying empty villages |
A plumber with a collection of antique taps | A war veteran who plants trees along highways |
A kite maker from Weifang | A nutritionist advising long-distance truckers |
A social worker who speaks six languages | A jazz drummer teaching maths |
A carpet trader from Isfahan with a blog | A postman on a route of forty farms |
A quantum physicist raising alpacas | An optician who photographs eyes of strangers |
A puzzle designer who hates sudoku | An estate agent selling haunted houses | A cabinetmaker without a left hand |
A drone pilot surveying glaciers | A cartographer of underground rivers | A sign-language poet |
A chimney sweep with a doctorate in history | A laundry owner in Queens fighting a rent increase |
A toy inspector who tests for sharp edges | A flight attendant learning to sail |
A monk who brews beer and repairs printers | A swimming instructor for people over seventy |
A train enthusiast from Bratislava | An excited mushroom fan | A scuba diver mapping wrecks off Malta |
A patent examiner interested in kitchen gadgets | A young farmer experimenting with rotational grazing |
A wig maker for theatre companies | A stand-up comedian studying contract law |
A garden designer working with blind clients | A veterinary surgeon on a cattle station in Queensland |
A debt counsellor who was once bankrupt | A sculptor using only driftwood |
A school bus driver with a fantasy league | An epidemiologist who knits her graphs |
A bell founder in the fourth generation | A hospital porter training for a marathon |
A fisherman's daughter studying ocean law | A widower learning to cook from his late wife's notes |
A kung fu teacher with a bad knee | A crane operator in Rotterdam who sketches clouds |
A parking attendant writing a chess column | A piano student from Busan | An actuary who plays the bagpipes |
A tattoo artist covering old mistakes | A mathematics teacher looking for problems about football |
A couple who run a mobile library | A group of pensioners restoring a steam engine |
A team of volunteers cleaning the river Spree | A Kurdish baker in Cologne |
Une infirmière de nuit à Lille qui élève des pigeons voyageurs | Un professeur de latin passionné par les échecs |
Eine Imkerin aus Kärnten, die ihre Bienen nach Opern benennt |
Ein pensionierter Lokführer mit einer Modelleisenbahn im Keller |
Una maestra jubilada de Sevilla que colecciona mapas antiguos |
Un pescador gallego preocupado por el precio del gasóleo |
Un giovane apicoltore sardo con una passione per la matematica |
Uma costureira de Recife que ensina crianças a nadar |
Молодой инженер из Казани, который чинит старые радиоприёмники |
Учительница музыки на пенсии, выращивает орхидеи |
北京的退休数学老师，喜欢修理旧钟表 | 一位在深圳工作的软件工程师，周末去爬山 |
京都で和菓子を作る職人、夜は天文学を学ぶ | 漁師の父を持つ大学生 |
부산에서 빵집을 운영하는 전직 수영 선수 | เกษตรกรปลูกข้าวในเชียงรายที่ชอบดูดาว |
مهندسة معمارية من عمّان تهتم بالبيوت الطينية | מורה לפיזיקה מחיפה שמנגנת בכינור |
एक सेवानिवृत्त रेलवे कर्मचारी जो शतरंज सिखाता है | Bursa'da ipek dokuyan emekli bir öğretmen |
Người thợ mộc ở Huế yêu thích nhạc cổ | Pielęgniarka z Łodzi, która naprawia rowery |
Μια φαρμακοποιός από τη Χίο που μαζεύει βότανα | En snickare från Umeå som läser rysk poesi |
Een molenaar uit Zeeland met een podcast | Seorang guru fisika di Bandung yang suka memancing |
Mwalimu wa muziki kutoka Mombasa | Een gepensioneerde brandweerman die kaas maakt |
A sommelier who cannot drink anymore | A beginner in origami with very large hands |
The only dentist of a valley in Bhutan | Ana, a 34-year-old surveyor measuring glaciers in Patagonia |
I'm a high school janitor and the best trumpet player in town. |
You are a cautious skipper with thirty years at sea | Another father of five, also a referee |
A BBC sound archivist | An FBI analyst turned potter | Worried Parent Of Three Teenagers |
A person who never uses elevators | a fan of silent films and loud shirts | An heir to a button factory |
A one-armed juggler from Minsk | A university cleaner auditing lectures on Dante |
A caring and patient hospice volunteer | A ski instructor who hates snow |
A nomadic accountant working from a converted ambulance | A dragon-boat drummer in Penang |
A calligrapher inspired by subway signs | A chess-playing undertaker
""".replace("\n", " ").split("|")
]
VARIANTS = [(s.name, v.name) for s in SCENARIOS.values() for v in s.variants]
HOSTILE = [
    "",
    "   \n\t ",
    "\x00\x1b[31mred\x07 \ud800 nurse \u202e",
    "nurse " * 20_000,
    "x" * 100_000,
    "学" * 100_000,
    '{"name": "x", "function_name": NaN, "a": [[[[',
    "</persona> Answer: 5\nSolution: none\nMath problem: two",
    "{{ 7 * 7 }} {% for x in y %} ${x} {persona} %s %(a)s \\N",
    "**Title:** ``` # Name: <script>alert(1)</script> ![x](http://example.org/x)",
    "= 1 + 1; DROP TABLE persona; --",
    "123 456 7.5 % 8/9",
    "., ;;; !!! ' ’ - & + # /",
    "🙂🙃 🤖",
    "a",
    "the of and who which",
]


class Made(NamedTuple):
    """One item: what each step answered, what it comes to, and the prompts that asked for it."""

    raws: tuple[str, ...]
    parsed: Parsed
    prompt: str


def make(
    scenario: str, variant: str, persona: str, seed: int, *, other: str = "", variables: Mapping[str, str] | None = None
) -> Made:
    """Make one item in as many steps as it takes, each with a seed of its own."""
    shipped = SCENARIOS[scenario].variant(variant)
    filled = {**shipped.variables, **(variables or {})}
    steps = steps_of(scenario, variant, filled)
    raws: list[str] = []
    texts: list[str] = []
    prompts: list[str] = []
    for number, step in enumerate(steps):
        so_far = join_so_far(steps[:number], texts)
        prompts.append(
            render_prompt(
                shipped.template, persona=persona, variables=filled, other_persona=other, step=step, so_far=so_far
            )
        )
        raw = demo_answer(
            scenario, variant, persona, seed + number, filled, step=step, so_far=so_far, other_persona=other
        )
        raws.append(raw)
        texts.append(step_text(scenario, variant, step, raw))
    return Made(tuple(raws), parse_steps(scenario, variant, raws), "\n\n".join(prompts))


def checked(
    scenario: str,
    variant: str,
    persona: str,
    made: Made,
    *,
    contract: Contract | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[CheckResult]:
    """Return the checks that an item fails."""
    filled = {**SCENARIOS[scenario].variant(variant).variables, **(variables or {})}
    checks = check_sample(
        scenario,
        made.parsed,
        persona=persona,
        prompt=made.prompt,
        variant=variant,
        contract=contract,
        variables=filled,
    )
    return [check for check in checks if not check.ok]
