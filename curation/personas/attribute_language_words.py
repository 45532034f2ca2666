"""Words of other languages for what a person is, by ISCO-08 major group, and for women and men.

A plus sign marks a form that is used of women only; forms for men are also
used of anybody, so they say no gender.
"""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "es": {
        "professionals": """
            médico; +médica; +enfermera; enfermero; +profesora; profesor; +maestra; maestro; ingeniero; +ingeniera;
            abogado; +abogada; periodista; escritor; +escritora; músico; arquitecto; +arquitecta; programador;
            +programadora; desarrollador de software; +desarrolladora de software; traductor; +traductora; biólogo;
            +bióloga; científico; +científica; farmacéutico; +farmacéutica; veterinario; +veterinaria;
            bibliotecario; +bibliotecaria; historiador; +historiadora; psicólogo; +psicóloga; investigador;
            +investigadora; actor; +actriz""",
        "managers": "director; +directora; gerente",
        "technicians": "fotógrafo; +fotógrafa; entrenador; +entrenadora",
        "clerical": "+secretaria; recepcionista; administrativo; +administrativa; cartero",
        "service_sales": """
            cocinero; +cocinera; camarero; +camarera; peluquero; +peluquera; vendedor; +vendedora; bombero;
            +bombera; policía; cajero; +cajera""",
        "agriculture": """
            agricultor; +agricultora; pescador; +pescadora; apicultor; +apicultora; jardinero; +jardinera;
            +recolectora de algas""",
        "craft": """
            carpintero; +carpintera; electricista; albañil; +panadera; panadero; zapatero; +zapatera; sastre;
            +costurera; mecánico""",
        "operators": "camionero; +camionera; taxista; conductor de autobús; minero",
        "elementary": "barrendero; +barrendera; limpiador; +limpiadora; peón",
        "armed_forces": "soldado; sargento; cabo del ejército",
        "student": "estudiante; +alumna; alumno; doctorando; +doctoranda",
        "retired": "jubilado; +jubilada; pensionista",
        "not_working": "+ama de casa; desempleado; +desempleada",
        "female": "mujer; niña; madre; abuela; viuda; chica; señora",
        "male": "hombre; niño; padre; abuelo; viudo; chico; señor",
        "nonbinary": "no binaria; no binario; no binarie",
    },
    "fr": {
        "professionals": """
            médecin; infirmier; +infirmière; professeur; professeure; +enseignante; enseignant; ingénieur;
            +ingénieure; avocat; +avocate; journaliste; écrivain; +écrivaine; musicien; +musicienne; architecte;
            développeur; +développeuse; traducteur; +traductrice; biologiste; scientifique; pharmacien;
            +pharmacienne; vétérinaire; bibliothécaire; historien; +historienne; psychologue; chercheur;
            +chercheuse; +institutrice; instituteur""",
        "managers": "directeur; +directrice; maire; gérant; +gérante",
        "technicians": "photographe; entraîneur; +greffière; greffier",
        "clerical": "secrétaire; réceptionniste; facteur; +factrice",
        "service_sales": """
            cuisinier; +cuisinière; serveur; +serveuse; coiffeur; +coiffeuse; vendeur; +vendeuse; pompier;
            policier; +policière; caissier; +caissière""",
        "agriculture": """
            agriculteur; +agricultrice; pêcheur; +pêcheuse; apiculteur; +apicultrice; jardinier; +jardinière;
            éleveur; +éleveuse; vigneron; +vigneronne""",
        "craft": """
            menuisier; +menuisière; charpentier; électricien; +électricienne; maçon; boulanger; +boulangère;
            cordonnier; ferronnier d'art; plombier; +couturière; +accordeuse de pianos; accordeur de pianos""",
        "operators": "chauffeur de taxi; chauffeur routier; chauffeur de bus; mineur de fond",
        "elementary": "balayeur; éboueur; trieur; +femme de ménage",
        "armed_forces": "soldat; sergent; caporal; adjudant; +adjudante",
        "student": "étudiant; +étudiante; lycéen; +lycéenne; doctorant; +doctorante",
        "retired": "retraité; +retraitée",
        "not_working": "chômeur; +chômeuse; +femme au foyer",
        "female": "femme; fille; mère; grand-mère; veuve",
        "male": "homme; garçon; père; grand-père; veuf",
        "nonbinary": "non binaire; non-binaire",
    },
    "de": {
        "professionals": """
            arzt; +ärztin; +krankenschwester; krankenpfleger; hebamme; lehrer; +lehrerin; professor; +professorin;
            ingenieur; +ingenieurin; anwalt; +anwältin; rechtsanwalt; +rechtsanwältin; journalist; +journalistin;
            schriftsteller; +schriftstellerin; musiker; +musikerin; architekt; +architektin; programmierer;
            +programmiererin; softwareentwickler; +softwareentwicklerin; übersetzer; +übersetzerin; biologe;
            +biologin; apotheker; +apothekerin; tierarzt; +tierärztin; bibliothekar; +bibliothekarin; historiker;
            +historikerin; pfarrer; +pfarrerin""",
        "managers": "geschäftsführer; +geschäftsführerin; bürgermeister; +bürgermeisterin",
        "technicians": "fotograf; +fotografin; bauzeichner; +bauzeichnerin; trainer; +trainerin",
        "clerical": """
            sekretär; +sekretärin; buchhalter; briefträger; +briefträgerin; sachbearbeiter; +sachbearbeiterin""",
        "service_sales": """
            koch; +köchin; kellner; +kellnerin; friseur; +friseurin; verkäufer; +verkäuferin; kassierer;
            +kassiererin; polizist; +polizistin; feuerwehrmann; feuerwehrfrau""",
        "agriculture": """
            bauer; +bäuerin; landwirt; +landwirtin; fischer; +fischerin; gärtner; +gärtnerin; imker; +imkerin;
            winzer; +winzerin; förster; +försterin""",
        "craft": """
            tischler; +tischlerin; schreiner; +schreinerin; elektriker; +elektrikerin; maurer; bäcker; +bäckerin;
            schuster; schlosser; +schlosserin; schneider; +schneiderin""",
        "operators": """
            lokführer; +lokführerin; lastwagenfahrer; +lastwagenfahrerin; busfahrer; +busfahrerin; bergmann""",
        "elementary": "putzfrau; +reinigungskraft; straßenkehrer",
        "armed_forces": "soldat; +soldatin; feldwebel; unteroffizier",
        "student": "student; +studentin; doktorand; +doktorandin",
        "retired": "rentner; +rentnerin; pensionär; +pensionärin",
        "not_working": "arbeitslos; hausfrau; hausmann",
        "female": "frau; mutter; großmutter; oma; witwe",
        "male": "vater; großvater; opa; witwer",
        "nonbinary": "nichtbinäre; nicht-binäre; nichtbinär",
    },
    "pt": {
        "professionals": """
            médico; +médica; enfermeiro; +enfermeira; professor; +professora; engenheiro; +engenheira; advogado;
            +advogada; jornalista; escritor; +escritora; músico; arquiteto; +arquiteta; programador; +programadora;
            tradutor; +tradutora; biólogo; +bióloga; cientista; farmacêutico; +farmacêutica; veterinário;
            +veterinária; historiador; +historiadora""",
        "managers": "diretor; +diretora; gerente; gerente de banco",
        "technicians": "fotógrafo; +fotógrafa; treinador; agente comunitária de saúde",
        "clerical": "secretário; +secretária; recepcionista; carteiro",
        "service_sales": """
            cozinheiro; +cozinheira; garçom; +garçonete; cabeleireiro; +cabeleireira; vendedor; +vendedora;
            bombeiro; policial""",
        "agriculture": """
            agricultor; +agricultora; pescador; +pescadora; apicultor; jardineiro; +jardineira;
            +catadora de caranguejo""",
        "craft": "carpinteiro; eletricista; pedreiro; padeiro; +padeira; sapateiro; alfaiate; +costureira; mecânico",
        "operators": "motorista; motorista de aplicativo; caminhoneiro; +caminhoneira; taxista",
        "elementary": "diarista; faxineiro; +faxineira; gari; +empregada doméstica",
        "armed_forces": "soldado; sargento; cabo da marinha",
        "student": "estudante; universitário; +universitária; +aluna; aluno",
        "retired": "aposentado; +aposentada; reformado; +reformada",
        "not_working": "desempregado; +desempregada; +dona de casa",
        "female": "mulher; menina; mãe; avó; viúva",
        "male": "homem; menino; pai; avô; viúvo",
        "nonbinary": "não binária; não binário",
    },
    "zh": {
        "professionals": """
            教师; 老师; 教授; 医生; 护士; 工程师; 律师; 记者; 作家; 翻译; 程序员; 软件工程师; 建筑师; 会计师;
            药剂师; 兽医; 演员; 喜剧演员; 音乐家; 画家; 诗人; 科学家; 研究员; 历史学家; 设计师; 编辑""",
        "managers": "经理; 总经理; 校长; 厂长",
        "technicians": "摄影师; 教练; 技术员",
        "clerical": "文员; 秘书; 前台; 挂号员; 邮递员",
        "service_sales": "厨师; 服务员; 理发师; 售货员; 警察; 消防员; 保安; 导游",
        "agriculture": "农民; 茶农; 果农; 渔民; 园丁; 养蜂人; 牧民",
        "craft": "木匠; 电工; 裁缝; 鞋匠; 面包师; 铁匠; 石匠; 修表匠",
        "operators": "卡车司机; 出租车司机; 公交司机; 矿工; 火车司机",
        "elementary": "清洁工; 保洁员; 外卖骑手; 外卖员; 搬运工; 环卫工人; 快递员",
        "armed_forces": "士兵; 军官; 炊事班班长",
        "student": "大学生; 研究生; 博士生; 高中生; 中学生; 留学生",
        "child": "小学生",
        "not_working": "家庭主妇; 失业者; 无业",
        "female": "女孩; 女性; 女人; 母亲; 妈妈; 奶奶",
        "male": "男孩; 男性; 男人; 父亲; 爸爸; 爷爷",
    },
    "ja": {
        "professionals": """
            医師; 医者; 看護師; 教師; 教授; 弁護士; 記者; 作家; 翻訳者; 翻訳家; エンジニア; プログラマー; 建築家;
            薬剤師; 獣医; 俳優; 音楽家; 画家; 詩人; 科学者; 研究者; 司書; デザイナー""",
        "managers": "店長; 校長; 部長; 支配人",
        "technicians": "写真家; カメラマン; コーチ",
        "clerical": "事務員; 秘書; 受付係; 郵便配達員",
        "service_sales": "料理人; ウェイター; 美容師; 理容師; 警察官; 消防士; 警備員; 販売員; 介護士",
        "agriculture": "農家; 漁師; 庭師; 養蜂家; 酪農家",
        "craft": "大工; 電気工事士; 仕立屋; 靴職人; パン職人; 鍛冶屋; 石工; 職人",
        "operators": "トラック運転手; タクシー運転手; バス運転手; 電車の運転士",
        "elementary": "清掃員; 配達員",
        "armed_forces": "自衛官; 兵士",
        "student": "大学生; 大学院生; 院生; 高校生; 中学生; 留学生",
        "child": "小学生; 小学五年生; 小学三年生; 小学六年生",
        "retired": "定年退職者; 年金生活者",
        "not_working": "専業主婦; 主婦; 無職; 失業者",
        "female": "女性; 母親; 少女; 女の子",
        "male": "男性; 父親; 少年; 男の子",
    },
    "ko": {
        "professionals": """
            의사; 간호사; 교사; 교수; 변호사; 기자; 작가; 번역가; 엔지니어; 프로그래머; 건축가; 약사; 수의사; 배우;
            음악가; 화가; 시인; 과학자; 연구원; 사서; 디자이너""",
        "managers": "교장; 지점장; 부장",
        "technicians": "사진작가; 조명 기사; 코치",
        "clerical": "사무원; 비서; 집배원; 우체국 창구 직원",
        "service_sales": "요리사; 미용사; 경찰관; 소방관; 경비원; 판매원",
        "agriculture": "농부; 어부; 정원사; 양봉가",
        "craft": "목수; 전기 기사; 재단사; 제빵사; 용접공; 석공",
        "operators": "트럭 기사; 택시 기사; 버스 기사; 기관사",
        "elementary": "청소부; 배달원; 환경미화원",
        "armed_forces": "육군 중사; 군인; 장교",
        "student": "대학생; 대학원생; 고등학생; 중학생; 유학생",
        "child": "초등학생",
        "retired": "은퇴자; 연금 생활자",
        "not_working": "주부; 전업주부; 취업 준비생; 실업자",
        "female": "여성; 어머니; 소녀; 할머니; 엄마",
        "male": "남성; 아버지; 소년; 할아버지; 아빠",
    },
    "ar": {
        "professionals": """
            طبيب; +طبيبة; ممرض; +ممرضة; معلم; +معلمة; أستاذ; +أستاذة; مهندس; +مهندسة; محام; +محامية; صحفي; +صحفية;
            كاتب; +كاتبة; مترجم; +مترجمة; صيدلي; +صيدلانية; مبرمج; +مبرمجة""",
        "managers": "مدير; +مديرة",
        "clerical": "سكرتير; +سكرتيرة",
        "service_sales": "طباخ; +طباخة; حلاق; شرطي; نادل",
        "agriculture": "مزارع; +مزارعة; فلاح; +فلاحة; صياد سمك; صيّاد سمك; راع",
        "craft": "نجار; خباز; خبّاز; خياط; +خياطة; حداد; كهربائي",
        "operators": "سائق شاحنة; سائق تاكسي; سائق حافلة",
        "student": "طالب; +طالبة",
        "retired": "متقاعد; +متقاعدة",
        "not_working": "+ربّة بيت; +ربة بيت; +ربة منزل",
        "female": "امرأة; أم; جدة; أرملة; فتاة",
        "male": "رجل; جد; أرمل; فتى",
    },
    "hi": {
        "professionals": """
            डॉक्टर; नर्स; शिक्षक; +शिक्षिका; अध्यापक; +अध्यापिका; प्रोफ़ेसर; इंजीनियर; वकील; पत्रकार; लेखक; +लेखिका; कवि;
            +कवयित्री; पुस्तकालयाध्यक्ष; अनुवादक""",
        "managers": "प्रबंधक; प्रधानाचार्य",
        "clerical": "क्लर्क; डाकिया",
        "service_sales": "रसोइया; नाई; पुलिसकर्मी; दुकानदार; मेकअप कलाकार",
        "agriculture": "किसान; मछुआरा; माली",
        "craft": "बढ़ई; दर्ज़ी; दर्जी; राजमिस्त्री; मोची; लोहार; बुनकर",
        "operators": "ट्रक चालक; ऑटो चालक; टैक्सी चालक",
        "elementary": "मज़दूर; मजदूर; सफ़ाईकर्मी",
        "armed_forces": "सैनिक; सूबेदार",
        "student": "छात्र; +छात्रा; विद्यार्थी",
        "retired": "सेवानिवृत्त",
        "not_working": "+गृहिणी",
        "female": "महिला; औरत; विधवा; दादी; नानी",
        "male": "पुरुष; विधुर; दादा",
    },
    "tr": {
        "professionals": """
            doktor; hemşire; öğretmen; profesör; mühendis; mühendisi; avukat; gazeteci; yazar; çevirmen; mimar;
            eczacı; veteriner; kütüphaneci; programcı; ebe""",
        "managers": "müdür; müdürü; belediye başkanı",
        "technicians": "fotoğrafçı; antrenör",
        "clerical": "sekreter; memur; postacı",
        "service_sales": "aşçı; garson; kuaför; berber; polis; itfaiyeci; satıcı; kasiyer",
        "agriculture": "çiftçi; balıkçı; bahçıvan; arıcı; çoban; fındık üreticisi",
        "craft": "marangoz; elektrikçi; terzi; fırıncı; ayakkabıcı; kaynakçı; demir doğrama ustası; duvar ustası",
        "operators": "kamyon şoförü; taksi şoförü; otobüs şoförü; dolmuş şoförü; madenci",
        "elementary": "temizlikçi; hamal; çöpçü",
        "armed_forces": "asker; astsubay; çavuş",
        "student": "öğrenci; üniversite öğrencisi; lise öğrencisi; öğrencisi",
        "retired": "emekli",
        "not_working": "ev hanımı; işsiz",
        "female": "kadın; anne; büyükanne; genç kız",
        "male": "adam; erkek; büyükbaba",
    },
    "id": {
        "professionals": """
            dokter; perawat; guru; dosen; insinyur; pengacara; wartawan; jurnalis; penulis; penerjemah; arsitek;
            apoteker; bidan; pustakawan; peneliti; programmer""",
        "managers": "manajer; direktur; kepala sekolah",
        "technicians": "fotografer; pelatih",
        "clerical": "sekretaris; resepsionis; tukang pos",
        "service_sales": """
            koki; juru masak; pelayan; tukang cukur; polisi; pemadam kebakaran; satpam; penjual sayur; kasir""",
        "agriculture": "petani; nelayan; peternak; tukang kebun",
        "craft": "tukang kayu; penjahit; tukang batu; montir; montir motor; pembatik; tukang las",
        "operators": "sopir; sopir truk; sopir taksi; operator ekskavator; masinis",
        "elementary": "pemulung; tukang sapu; buruh",
        "armed_forces": "tentara; prajurit",
        "student": "mahasiswa; +mahasiswi; pelajar",
        "retired": "pensiunan",
        "not_working": "ibu rumah tangga; pengangguran",
        "female": "perempuan; wanita; ibu; nenek; janda; gadis",
        "male": "laki-laki; pria; ayah; kakek; duda",
    },
    "sw": {
        "professionals": "daktari; muuguzi; mwalimu; mhandisi; wakili; mwandishi; mkunga; mfamasia; profesa",
        "managers": "meneja; mkurugenzi",
        "service_sales": "mpishi; kinyozi; polisi; muuza samaki; muuza mboga",
        "agriculture": "mkulima; mvuvi; mfugaji; mchungaji wa ng'ombe",
        "craft": "fundi cherehani; fundi seremala; fundi umeme; mshonaji; seremala",
        "operators": "dereva wa daladala; dereva wa lori; dereva wa teksi; dereva wa matatu; dereva; mchimba madini",
        "elementary": "kibarua; mfagiaji",
        "armed_forces": "askari jeshi; mwanajeshi",
        "student": "mwanafunzi",
        "retired": "mstaafu",
        "not_working": "mama wa nyumbani",
        "female": "msichana; mwanamke; mama; bibi; mjane",
        "male": "mvulana; mwanamume; baba; babu",
    },
}
