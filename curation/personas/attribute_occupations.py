"""English names of occupations by ISCO-08 major group, matched by the last words of a noun phrase.

The longest name wins, so that "engineer" can be a professional and "sound
engineer" a technician. Names that say too little ("specialist", "officer")
are left out, and those that would mislead stand in `NO_GROUP`.
Groups by the index of occupational titles of ISCO-08 (ILO, 2012).
"""

from typing import Final

NO_GROUP: Final = ""
"""The value of a name that ends like an occupation and tells no group."""

_NAMES: Final = {
    "armed_forces": """
        soldier; army officer; naval officer; navy officer; air force officer; military officer; infantryman;
        sergeant; corporal; colonel; lieutenant colonel; army captain; army major; army general; navy captain;
        admiral; marine; us marine; airman; paratrooper; army ranger; warrant officer; army medic; combat medic;
        military medic; military pilot; fighter pilot; army nurse; navy seal; conscript; infantry soldier; gunner""",
    "managers": """
        manager; director; executive; ceo; cfo; cto; cio; coo; cmo; ciso; chief executive; chief executive officer;
        chief financial officer; chief technology officer; chief information officer; chief operating officer;
        chief marketing officer; chief information security officer; managing director; vice president; senator;
        politician; congressman; congresswoman; lawmaker; legislator; mayor; governor; councillor; city councillor;
        councilman; councilwoman; headmaster; headmistress; headteacher; head teacher; school principal; principal;
        dean; hotelier; restaurateur; restaurant owner; hotel owner; cafe owner; café owner; bar owner; pub owner;
        innkeeper; coffee shop owner; hospital administrator; school administrator; ambassador; superintendent""",
    "professionals": """
        engineer; scientist; researcher; professor; lecturer; teacher; educator; tutor; analyst; consultant;
        developer; programmer; coder; software architect; architect; designer; graphic designer; web designer;
        doctor; physician; surgeon; dentist; orthodontist; nurse; midwife; pharmacist; veterinarian; vet;
        pediatrician; paediatrician; psychiatrist; physiotherapist; physical therapist; occupational therapist;
        speech therapist; therapist; psychotherapist; optometrist; audiologist; dietitian; dietician; nutritionist;
        counselor; counsellor; chaplain; priest; pastor; imam; rabbi; bishop; vicar; social worker; case worker;
        lawyer; attorney; barrister; solicitor; prosecutor; judge; justice; supreme court justice; jurist; notary;
        magistrate; accountant; auditor; actuary; economist; statistician; mathematician; physicist; astrophysicist;
        chemist; biochemist; astronomer; botanist; geneticist; agronomist; historian; philosopher; linguist;
        translator; interpreter; journalist; reporter; correspondent; columnist; editor; copy editor; writer;
        author; novelist; poet; playwright; screenwriter; scriptwriter; essayist; biographer; copywriter;
        songwriter; lyricist; critic; commentator; broadcaster; musician; composer; pianist; violinist; guitarist;
        cellist; drummer; bassist; organist; flautist; flutist; saxophonist; trumpeter; singer; vocalist;
        opera singer; rapper; orchestra conductor; dancer; ballerina; choreographer; actor; actress; comedian;
        magician; filmmaker; film maker; film director; movie director; theater director; theatre director;
        stage director; music director; choir director; film producer; music producer; record producer;
        television producer; tv producer; radio host; radio presenter; tv presenter; news anchor; dj; disc jockey;
        artist; sculptor; illustrator; cartoonist; animator; landscape painter; portrait painter;
        watercolor painter; ceramicist; librarian; archivist; curator; conservator; scholar; academic;
        faculty member; postdoc; postdoctoral fellow; research fellow; cartographer; geographer; surveyor;
        land surveyor; urban planner; city planner; town planner; landscape architect; data engineer;
        database administrator; system administrator; systems administrator; network administrator; sysadmin;
        webmaster; penetration tester; copyright lawyer; meteorologist; virologist; kindergarten teacher;
        preschool teacher; school counselor; art director; creative director; policy advisor; financial advisor;
        financial adviser; financial planner; marketing specialist; public relations specialist;
        curriculum developer; hr specialist; recruiter; ethicist; folklorist; ethnographer; criminologist;
        demographer; egyptologist; paleontologist; cryptographer; bioinformatician; epidemiologist; music teacher;
        language teacher; dance teacher; physician assistant; theologian; musicologist; classicist""",
    "technicians": """
        technician; dental nurse; photographer; interior designer; interior decorator; chef; pastry chef; sous chef;
        head chef; coach; professional athlete; professional footballer; footballer; professional golfer;
        professional soccer player; professional football player; professional tennis player;
        professional basketball player; professional baseball player; professional hockey player;
        professional cricketer; professional rugby player; professional wrestler; professional boxer;
        professional cyclist; professional surfer; professional skateboarder; jockey; referee; umpire;
        personal trainer; fitness trainer; fitness instructor; fitness coach; yoga instructor; yoga teacher;
        pilates instructor; ski instructor; swimming instructor; scuba instructor; dive instructor;
        diving instructor; surf instructor; aerobics instructor; pilot; airline pilot; ship captain; sea captain;
        ship pilot; ship's pilot; air traffic controller; flight engineer; ship engineer; sound engineer;
        audio engineer; recording engineer; broadcast engineer; sound technician; camera operator; cameraman;
        videographer; radiographer; sonographer; dental hygienist; dental assistant; medical assistant;
        medical scribe; optician; dispensing optician; paramedic; community health worker; acupuncturist; herbalist;
        pharmacy technician; lab technician; veterinary technician; veterinary assistant; massage therapist;
        paralegal; legal assistant; private investigator; private detective; detective; police detective;
        police inspector; customs officer; customs inspector; border guard; tax inspector; tax collector;
        immigration officer; loan officer; stockbroker; stock broker; trader; day trader; broker; insurance broker;
        insurance agent; insurance adjuster; claims adjuster; real estate agent; estate agent; realtor;
        real estate broker; purchasing agent; bookkeeper; sales representative; sales rep; event planner;
        wedding planner; conference planner; executive assistant; stage manager; building inspector;
        safety inspector; health inspector; fire inspector; youth worker; athletic trainer; draftsman; draughtsman;
        drafter; foreman; construction foreman; tattoo artist; tattooist; stunt performer; stuntman; stuntwoman;
        set designer; martial artist; appraiser; auctioneer; it support specialist; help desk technician;
        train dispatcher; freight forwarder; literary agent; customs broker; import agent; medical technologist;
        prosthetist; library technician""",
    "clerical": """
        clerk; secretary; legal secretary; medical secretary; receptionist; typist; administrative assistant;
        data entry clerk; data entry operator; bank teller; teller; croupier; debt collector; bill collector;
        call center agent; call centre agent; call center operator; call center worker; switchboard operator;
        telephone operator; travel agent; mail carrier; letter carrier; postman; mailman; postwoman; postal worker;
        mail sorter; proofreader; library assistant; library clerk; filing clerk; payroll clerk; office clerk;
        office worker; stock clerk; letter writer; customer service representative; bookmaker; pawnbroker;
        hotel clerk; desk clerk; census enumerator; court clerk; survey interviewer; dispatcher""",
    "service_sales": """
        cook; line cook; waiter; waitress; bartender; barista; barman; barmaid; hairdresser; hair stylist;
        hairstylist; barber; beautician; cosmetologist; makeup artist; make up artist; nail technician; manicurist;
        esthetician; flight attendant; cabin attendant; train conductor; bus conductor; tour guide; travel guide;
        museum guide; butler; housekeeper; janitor; concierge; undertaker; embalmer; mortician; funeral director;
        astrologer; fortune teller; dog groomer; pet groomer; dog trainer; dog walker; zookeeper;
        driving instructor; shopkeeper; shop owner; store owner; bookshop owner; bookstore owner; boutique owner;
        grocer; stall owner; tea stall owner; bookseller; shop assistant; sales assistant; sales clerk; store clerk;
        shop clerk; salesperson; salesman; saleswoman; retail worker; retail associate; sales associate; cashier;
        fashion model; supermodel; telemarketer; gas station attendant; petrol attendant; nanny; babysitter;
        childminder; childcare worker; childcare provider; daycare worker; teaching assistant; teacher's aide;
        teaching aide; nursing assistant; nursing aide; home health aide; home care worker; care worker;
        personal care assistant; orderly; firefighter; fireman; fire lookout; police officer; policeman;
        policewoman; cop; constable; prison officer; prison guard; correctional officer; security guard;
        night watchman; bouncer; doorman; lifeguard; park ranger; bodyguard; crossing guard; street food vendor;
        food vendor; hot dog vendor; market vendor; personal stylist; shoe salesman; car salesman; deli worker""",
    "agriculture": """
        farmer; rancher; dairy farmer; gardener; landscaper; horticulturist; beekeeper; fisher; fisherman;
        fisherwoman; shepherd; shepherdess; herder; goatherd; grower; vine grower; winegrower; rice grower;
        forester; logger; lumberjack; trapper; crofter; breeder; dog breeder; horse breeder; cattle breeder;
        oyster farmer; forestry worker; tree planter; arborist; nurseryman; cattleman; poultry farmer; pearl diver""",
    "craft": """
        carpenter; joiner; electrician; plumber; pipefitter; bricklayer; stonemason; mason; roofer;
        roofing contractor; plasterer; tiler; glazier; house painter; sign painter; sign writer; welder; blacksmith;
        farrier; locksmith; toolmaker; machinist; metalworker; sheet metal worker; mechanic; auto mechanic;
        car mechanic; bicycle mechanic; bike mechanic; aircraft mechanic; motorcycle mechanic; watchmaker;
        clockmaker; clock restorer; piano tuner; luthier; guitar maker; violin maker; jeweler; jeweller; goldsmith;
        silversmith; potter; glassblower; glass blower; weaver; basket weaver; quilter; bookbinder; printer; tailor;
        seamstress; dressmaker; upholsterer; shoemaker; cobbler; leatherworker; saddler; tanner; baker; butcher;
        cheesemaker; cheese maker; confectioner; chocolatier; cabinetmaker; cabinet maker; woodworker; wood carver;
        furniture maker; boatbuilder; boat builder; shipwright; rigger; commercial diver; knife maker; swordsmith;
        gunsmith; taxidermist; lineman; telecom installer; solar installer; embroiderer; chimney sweep;
        pest controller; exterminator""",
    "operators": """
        truck driver; lorry driver; trucker; bus driver; taxi driver; cab driver; cabbie; train driver; tram driver;
        van driver; delivery driver; uber driver; rideshare driver; forklift driver; forklift operator;
        crane operator; tower crane operator; train engineer; locomotive engineer; machine operator;
        sewing machine operator; miner; coal miner; copper miner; gold miner; driller; oil rig worker;
        excavator operator; bulldozer operator; deckhand; sailor; seafarer; merchant seaman; assembly line worker;
        assembler; bus operator; tractor driver; chauffeur; tunnel boring machine driver; long haul driver;
        long haul trucker; taxi rider; moto taxi rider; motorcycle taxi driver; motorcycle taxi rider; signaller;
        railway signaller; ambulance driver; rickshaw driver; auto rickshaw driver; school bus driver;
        heavy equipment operator; crane driver; streetcar driver""",
    "elementary": """
        cleaner; window cleaner; office cleaner; house cleaner; maid; hotel maid; room attendant; laborer; labourer;
        day laborer; farm laborer; farm labourer; farm worker; farmworker; farmhand; fruit picker; grape picker;
        construction worker; construction laborer; warehouse worker; factory hand; dishwasher; kitchen porter;
        kitchen helper; kitchen assistant; busboy; street sweeper; garbage collector; trash collector;
        refuse collector; waste picker; rag picker; ragpicker; baggage handler; porter; hotel porter; courier;
        bicycle courier; bike messenger; food delivery rider; delivery rider; shelf stacker; stevedore; dockworker;
        longshoreman; rickshaw puller; shoe shiner; shoeshine man; car washer; car park attendant;
        parking attendant; fast food worker; newspaper carrier; hod carrier; packer; hand packer;
        school kitchen helper""",
    "student": """
        student; undergraduate; undergrad; freshman; sophomore; pupil; schoolgirl; schoolboy; phd candidate;
        ph.d candidate; doctoral candidate; college junior; college senior; high school junior; high school senior;
        high schooler; middle schooler; postgraduate; exchange student; medical student; student nurse;
        student teacher; student athlete; nursing trainee; law student; grad student; high school freshman;
        student journalist; master's candidate""",
    "child": """
        toddler; kindergartner; kindergartener; preschooler; infant; first grader; second grader; third grader;
        fourth grader; fifth grader; sixth grader; elementary school student; primary school student;
        elementary school pupil; primary school pupil; little girl; little boy; grade schooler""",
    "retired": "pensioner; retiree; old age pensioner",
    "not_working": """
        homemaker; housewife; house wife; househusband; stay at home mom; stay at home mother; stay at home mum;
        stay at home dad; stay at home father; stay at home parent; full time mother; full time mom; full time dad;
        jobseeker; job seeker; beggar""",
    NO_GROUP: """
        tour operator; small business owner; property developer; real estate developer; land developer; hotel developer;
        housing developer; life coach; career coach; executive coach; voice coach; vocal coach; acting coach;
        dating coach; health coach; writing coach; business coach; painter; press secretary; general secretary;
        citizen scientist; account executive; junior executive; account manager; office manager; case manager;
        spiritual director; board director; witch doctor; beauty consultant; sales consultant; support engineer;
        sales engineer; building engineer; con artist; fashion consultant; image consultant; wedding consultant;
        research assistant; peer educator; peer counselor; camp counselor; admissions counselor;
        spiritual counselor; art collector; volunteer firefighter; bounty hunter; conductor; railroader; producer;
        test driver; race car driver; racing driver; driver; campaign manager; wine grower; landscape artist;
        wedding singer; street singer; backup dancer; home cook; home baker; home brewer; home gardener;
        hobby gardener; urban gardener; weekend gardener; backyard gardener; backyard beekeeper; hobby farmer;
        urban farmer""",
}
_SUFFIXES: Final = {"ologist": "professionals"}
"""Endings of single words that say the group; the names above go before them."""


def _read(names: dict[str, str]) -> dict[str, str]:
    """Return name to group, hyphens as blanks."""
    return {
        " ".join(name.split()).replace("-", " "): group
        for group, listed in names.items()
        for name in listed.split(";")
        if name.strip()
    }


OCCUPATIONS: Final = _read(_NAMES)
"""Name in small letters to ISCO-08 major group, or to what stands in its place."""
MAX_NAME_WORDS: Final = max(len(name.split()) for name in OCCUPATIONS)


def group_of(name: str) -> str | None:
    """Return the group of a name in small letters with blanks for hyphens, `NO_GROUP`, or None where it is none."""
    found = OCCUPATIONS.get(name)
    if found is None and " " not in name:
        return next((group for ending, group in _SUFFIXES.items() if name.endswith(ending)), None)
    return found
