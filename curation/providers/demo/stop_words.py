"""Small words, by language: what leads to a noun, what ends one, and nouns that say too little."""

from collections.abc import Mapping
from typing import Final

from curation.providers.demo.phrases import set_of

ENGLISH_ONE: Final = set_of("a an another my our his her its your their this every each")
ENGLISH_NUMBERS: Final = set_of("two three four five six seven eight nine ten eleven twelve many several few")
ENGLISH_LEADS: Final = (
    ENGLISH_ONE | ENGLISH_NUMBERS | set_of("the of with about for on from between without against through under")
)
ENGLISH_STOPS: Final = ENGLISH_LEADS | set_of(
    "i you he she it we they me him us them who which that what where when why how whose there here these those"
    " in at by to into onto over after before since until during among along across near as than but"
    " and or nor so"
    " if because although while whether though yet both either any some no not all most more less"
    " much only just"
    " very too also still even again once ever never always often soon now then up down out off away"
    " back below above"
    " is are was were be been being am has have had having do does did done will would can could"
    " shall should may"
    " might must says say said asks ask asked tells tell told makes make made takes take took gives"
    " give gave gets get"
    " got goes go went comes come came keeps keep kept lets let puts put looks look looked needs"
    " need needed wants"
    " want wanted uses use used helps help helped means mean meant knows know knew thinks think"
    " thought works work"
    " worked runs run ran lies lie lay stands stand stood holds hold held turns turn turned seems"
    " seem seemed falls"
    " fall fell feels feel felt begins begin began ends end ended shows show showed leaves leave"
    " left brings bring"
    " brought forgets forget sounds costs cost pays pay paid sells sell sold meets meet met stays"
    " stay stayed opens"
    " open opened closes close closed drops rises rose fails finds find found reads writes wrote"
    " lives died born"
    " free able due such own same other like per plus else thus hence let's don't doesn't can't"
    " won't isn't didn't"
    " slid eats first twenty thirty seeks sleeps fear fears trembles itself himself herself"
    " themselves instead within hears sees teach teaches learn learns doubles collapses survived"
    " breaks break gladly really rather quite perhaps maybe"
)
ENGLISH_EMPTY: Final = ENGLISH_STOPS | set_of(
    "time times year years month months week weeks weekend weekends day days hour hours minute"
    " minutes second seconds"
    " night morning evening afternoon noon today half third quarter part parts thing things lot kind"
    " sort way ways"
    " side sides end place places case cases fact idea number numbers name names percent degrees"
    " people person man men"
    " woman women everyone anybody somebody nobody example instance moment point back front top"
    " bottom rest first last"
    " next past best worst hand hands word words text page line lines spring summer autumn winter"
    " once better longer shorter within instead average fewer"
    " matter matters head heads generation generations finger fingers metre forty"
    " company learning child children family families"
    " patient patients pupil pupils son sons daughter daughters employee employees member members owner"
    " keeper visit visits pale litres kilos kilo metres euros grams dozen couple pair pairs question"
    " questions answer answers reason mine"
    " fifth tenth fourth behalf change location sheep public sites result results following above"
    " below previous instructions"
)
ENGLISH_PLURALS: Final[Mapping[str, str]] = {
    "child": "children",
    "woman": "women",
    "man": "men",
    "foot": "feet",
    "tooth": "teeth",
    "leaf": "leaves",
    "loaf": "loaves",
    "knife": "knives",
    "shelf": "shelves",
    "wife": "wives",
    "half": "halves",
    "children": "children",
    "people": "people",
    "fish": "fish",
}
GERMAN_ARTICLES: Final = set_of(
    "der die das den dem des ein eine einen einem einer eines kein keine mein meine unser unsere"
    " unserem ihr ihre im am"
    " zum zur vom beim ins"
)
GERMAN_EMPTY: Final = set_of(
    "jahr jahre jahren monat monate monaten woche wochen stunde stunden minute minuten tag tage"
    " tagen uhr euro prozent"
    " grad meter liter ende anfang beispiel frage fragen teil teile seite seiten drittel hälfte"
    " leute menschen person"
    " personen jemand herrn heute morgen abend nacht oktober januar februar märz april august"
    " september november"
    " dezember juni juli dinge sache sachen wunsch langem ihnen ihrem ihren komischsten rest nichts"
    " kilowatt stellen fremden bewohner schwiegervater tierarzt logopädin kameraden bauern"
    " zurückstellen"
    " herausnehmen fachkraft hochzeitspaar räumen"
)
ROMANCE_ARTICLES: Final[Mapping[str, frozenset[str]]] = {
    "es": set_of("el la los las un una unos unas del al su sus mi"),
    "fr": set_of("le la les un une des du au aux l d son sa ses mon ma"),
    "pt": set_of("o a os as um uma do da dos das no na nos nas pelo pela num numa"),
}
ROMANCE_OF: Final[Mapping[str, frozenset[str]]] = {
    "es": set_of("de"),
    "fr": set_of("de d à"),
    "pt": set_of("de"),
}
ROMANCE_SMALL: Final = set_of(
    "que qui una uno unos unas los las les des une uns uma umas num numa sus mis ses mes tes nos vos este esta esa ese"
    " cada ello ella elle elles eux dos tres três seis seys diez dez deux trois cinq sept huit neuf ocho nueve doce"
    " leur leurs notre votre cien estes isto isso aqui aquí ahí allí ici mim sim más mais muy muito"
    " poco pouco todo toda tudo tout toute quem"
)
ROMANCE_EMPTY: Final[Mapping[str, frozenset[str]]] = {
    "es": set_of(
        "mismo misma mismos mismas primer primera primero último última tercer tercero cuarto otros"
        " otras otro otra"
        " horas minutos minuto metros meses semana semanas tarde noche mañana parte partes personas"
        " gente cosas vez veces"
        " ciento tiempo grados gramos litros mitad mayor menor menos grandes pequeños pequeño pequeña"
        " gran buena buen"
        " antes después saludo jueves lunes martes viernes sábado domingo enero abril agosto diciembre"
        " septiembre"
        " fuera fueron lleva llama quiere puede nuestra nuestro siguiente"
        " promedio objetivo inicio ordena cuales sesenta siete señora señor señores dueña dueño abuela"
        " sobrina informático alumno alumnos cucharadita centímetro"
        " hermanos hermanas vecino vecinos clase"
    ),
    "fr": set_of(
        "même mêmes autre autres premier première dernier dernière temps heures heure minutes minute"
        " semaine jours mois"
        " année années matin soirs fois partie chose choses personne gens petit petite grand grande"
        " bonne vieux plus"
        " moins trois quatre quatrième deuxième samedi mardi avril septembre janvier entre referais"
        " voulait faire"
        " faisait brossez seule quelqu présents cette gauche droite confie jeune chaud directrice"
        " enseignants enseignante adjointe adjoint parents maire papas centimètre"
        " dimanche lundi jeudi vendredi élèves voisin suppression excédent"
    ),
    "pt": set_of(
        "mesmo mesma outro outra outros outras primeiro primeira último última horas minutos semana"
        " manhã tarde noite"
        " parte partes pessoas gente coisa coisas vezes tempo metade maior menor pequeno pequena novos"
        " novas antiga"
        " antigo sábado domingo segunda ontem meses grande própria próprio quatro quando espero frente"
        " explicar escrever silêncio oitava maneira pedido senhor senhora criança família donos"
        " moradores professor litro vizinha bebês costureira novidade"
    ),
}
CHINESE_JOINERS: Final = (
    "的了在是和按靠压住做走放配供进停改抓翻许变洗层选缺帮与把被也都就还又而且但或着过不没我你他她它们这那个一二三四五六七八九十百千万两几每从到向对给让使以及其之于"
    "为所说问请要能可上下里后前时天年月日号点分位户岁元次本站册名台斤克粒片勺半多少最更再很太才只先另各去来出入起来得地"
    "吧吗呢啊么什怎样如果因由当自者间内外同些等将已曾想愿大小好坏新老用经常刚比像"
)
CHINESE_NEGATIONS: Final = ("不要", "不能", "不需", "没有", "不再", "请不")
HINDI_POSTPOSITIONS: Final = set_of("का के की को में से पर ने तक")
HINDI_STOPS: Final = HINDI_POSTPOSITIONS | set_of(
    "और या कि जो वह यह वे ये एक दो तीन चार पाँच छह सात आठ नौ दस बीस चौंतीस पच्चीस पैंतालीस साठ हज़ार"
    " सौ साढ़े मैं मेरे मेरा मेरी"
    " हम आप तुम उस इस उन इन उसी इसी उसका उनका उनके जिस जिन जिसमें जिसके कैसे कौन क्या कब कहाँ जब तब"
    " अब भी ही तो है हैं था थी थे हो"
    " होता होती रहे रही रहा लगभग ज़्यादा कम बाद पहले साथ लिए बीच पास ऊपर नीचे बाकी असल हर कुछ सब सभी"
    " दोनों दिन दिनों महीने महीना साल"
    " समय बार बात वाले वाली वाला किया गया गई कर करें लें रखें दें जाए सके सुबह शाम रात सोमवार"
    " गुरुवार मिनट घंटे पिछले अगली लगातार हुए फिर माँ महिला बच्चे बच्चों बच्चा पड़ोसी मिस्त्री"
    " किसानों रुपये पुणे शब्दों"
    " हुई जाता जाती औसतन कुल देर बजे वहाँ यहाँ मुझे उसे उन्हें शून्य समतल याद छोटा वालों"
)
ARABIC_EMPTY: Final = set_of(
    "الذي التي الذين اللذان اللتان اللواتي اليوم الآن الليل الأحد الإثنين الثلاثاء الأربعاء الخميس"
    " الجمعة السبت الأول"
    " الأولى الثاني الثالث السادسة الثامنة الستين الأربعين الثلاث الواحدة الواحد الباقي النهاية"
    " البداية السنة الشهر"
    " الأسبوع الساعة الناس الشيء التجربة الأسفل الأعلى الوجهين المهندس الضيوف الإبهام الإصبع المشارك الباب"
)
NEGATIONS: Final[Mapping[str, frozenset[str]]] = {
    "en": set_of("no not never nor none nothing nobody without cannot don't doesn't won't can't isn't didn't don’t"),
    "de": set_of("nicht kein keine keinen keinem keiner keines nie niemals ohne weder"),
    "es": set_of("no ni nunca jamás ningún ninguna nadie sin tampoco"),
    "fr": set_of("ne n pas ni jamais aucun aucune sans rien"),
    "pt": set_of("não nem nunca nenhum nenhuma ninguém sem"),
    "hi": set_of("नहीं न मत बिना"),
    "ar": set_of("لا لم لن ليس ليست دون بلا غير"),
}
