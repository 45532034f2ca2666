"""English names of places and of those who live there, by region.

Regions are those of UN M49, so that Mexico is Latin America, and Turkey,
Cyprus and the Caucasus are Asia. Names that two regions share and that no rule
tells apart (Georgia, Cambridge, Valencia) are left out.
"""

import unicodedata
from typing import Final

_PLACES: Final = {
    "africa": """
        Africa; West Africa; East Africa; North Africa; Southern Africa; Central Africa; Sub-Saharan Africa; Sahel;
        Algeria; Angola; Benin; Botswana; Burkina Faso; Burundi; Cameroon; Cape Verde; Cabo Verde;
        Central African Republic; Chad; Comoros; Congo; DRC; Djibouti; Egypt; Equatorial Guinea; Eritrea; Eswatini;
        Swaziland; Ethiopia; Gabon; Gambia; Ghana; Guinea; Guinea-Bissau; Ivory Coast; Côte d'Ivoire; Kenya;
        Lesotho; Liberia; Libya; Madagascar; Malawi; Mali; Mauritania; Mauritius; Morocco; Mozambique; Namibia;
        Niger; Nigeria; Réunion; Rwanda; São Tomé; Senegal; Seychelles; Sierra Leone; Somalia; Somaliland;
        South Africa; South Sudan; Sudan; Tanzania; Togo; Tunisia; Uganda; Zambia; Zimbabwe; Zanzibar; Cairo; Lagos;
        Abuja; Ibadan; Kano; Port Harcourt; Nairobi; Mombasa; Kisumu; Marsabit; Accra; Kumasi; Dakar; Bamako;
        Abidjan; Ouagadougou; Niamey; Conakry; Freetown; Monrovia; Lomé; Cotonou; Douala; Yaoundé; Kinshasa;
        Lubumbashi; Luanda; Maputo; Nampula; Harare; Bulawayo; Lusaka; Ndola; Gaborone; Windhoek; Johannesburg;
        Soweto; Pretoria; Cape Town; Durban; Karoo; Antananarivo; Dar es Salaam; Arusha; Dodoma; Mbeya; Kampala;
        Kigali; Bujumbura; Addis Ababa; Asmara; Mogadishu; Hargeisa; Khartoum; Tunis; Algiers; Oran; Casablanca;
        Rabat; Marrakech; Marrakesh; Tangier; Agadir; Fez; Fes; Port Louis; Eldoret; Gqeberha; Bloemfontein;
        Lake Victoria""",
    "asia": """
        Asia; Southeast Asia; South Asia; East Asia; Central Asia; Afghanistan; Armenia; Azerbaijan; Bahrain;
        Bangladesh; Bhutan; Brunei; Cambodia; China; Cyprus; Timor-Leste; East Timor; Hong Kong; India; Indonesia;
        Iran; Iraq; Israel; Japan; Jordan; Kazakhstan; Kuwait; Kyrgyzstan; Laos; Lebanon; Macau; Malaysia; Maldives;
        Mongolia; Myanmar; Burma; Nepal; North Korea; Oman; Pakistan; Palestine; Gaza; West Bank; Philippines;
        Qatar; Saudi Arabia; Singapore; South Korea; Korea; Sri Lanka; Syria; Taiwan; Tajikistan; Thailand; Turkey;
        Türkiye; Turkmenistan; UAE; United Arab Emirates; Uzbekistan; Vietnam; Yemen; Kurdistan; Kashmir; Punjab;
        Kerala; Tamil Nadu; Karnataka; Maharashtra; Gujarat; Rajasthan; Bihar; Uttar Pradesh; Madhya Pradesh;
        Andhra Pradesh; Telangana; Odisha; Assam; West Bengal; Bengal; Haryana; Goa; Sindh; Balochistan; Sichuan;
        Guangdong; Guangzhou; Shenzhen; Shanghai; Beijing; Chengdu; Chongqing; Wuhan; Hangzhou; Nanjing; Xi'an;
        Tianjin; Suzhou; Harbin; Lanzhou; Yunnan; Hunan; Hubei; Henan; Zhejiang; Jiangsu; Fujian; Shaanxi; Shandong;
        Tibet; Xinjiang; Inner Mongolia; Taipei; Kaohsiung; Tokyo; Osaka; Kyoto; Yokohama; Nagoya; Sapporo; Fukuoka;
        Kobe; Hiroshima; Okinawa; Hokkaido; Kanazawa; Seoul; Busan; Incheon; Jeju; Pyongyang; Manila; Cebu; Davao;
        Quezon City; Luzon; Mindanao; Jakarta; Surabaya; Bandung; Bali; Denpasar; Java; Sumatra; Kalimantan;
        Sulawesi; Kuala Lumpur; Penang; Johor; Sarawak; Sabah; Bangkok; Chiang Mai; Phuket; Hanoi; Saigon;
        Ho Chi Minh City; Da Nang; Phnom Penh; Battambang; Siem Reap; Vientiane; Yangon; Mandalay; Dhaka;
        Chittagong; Sylhet; Kathmandu; Pokhara; Thimphu; Colombo; Kandy; Delhi; New Delhi; Mumbai; Bombay; Kolkata;
        Calcutta; Chennai; Madras; Bangalore; Bengaluru; Hyderabad; Pune; Ahmedabad; Jaipur; Lucknow; Bhopal;
        Nagpur; Kochi; Varanasi; Tiruppur; Karachi; Lahore; Islamabad; Peshawar; Rawalpindi; Kabul; Herat; Kandahar;
        Tehran; Isfahan; Shiraz; Tabriz; Baghdad; Basra; Mosul; Erbil; Damascus; Aleppo; Homs; Beirut; Sidon; Amman;
        Jerusalem; Tel Aviv; Haifa; Ramallah; Riyadh; Jeddah; Mecca; Dubai; Abu Dhabi; Sharjah; Doha; Muscat; Sanaa;
        Aden; Istanbul; Ankara; Izmir; Antalya; Trabzon; Tbilisi; Yerevan; Baku; Almaty; Astana; Tashkent;
        Samarkand; Bishkek; Dushanbe; Ulaanbaatar; Khorgos; Dili; Nicosia; Anatolia""",
    "europe": """
        Europe; Eastern Europe; Western Europe; Central Europe; Northern Europe; Southern Europe; Scandinavia;
        Balkans; Albania; Andorra; Austria; Belarus; Belgium; Bosnia; Bosnia and Herzegovina; Bulgaria; Croatia;
        Czech Republic; Czechia; Denmark; Estonia; Finland; France; Germany; Greece; Hungary; Iceland; Ireland;
        Northern Ireland; Italy; Kosovo; Latvia; Liechtenstein; Lithuania; Luxembourg; Malta; Moldova; Monaco;
        Montenegro; Netherlands; Holland; North Macedonia; Macedonia; Norway; Poland; Portugal; Romania; Russia;
        San Marino; Serbia; Slovakia; Slovenia; Spain; Sweden; Switzerland; Ukraine; UK; U.K; United Kingdom;
        Great Britain; Britain; England; Scotland; Wales; Catalonia; Andalusia; Basque Country; Bavaria; Saxony;
        Tuscany; Sicily; Sardinia; Brittany; Normandy; Provence; Flanders; Crete; Corsica; Lapland; Siberia; Crimea;
        Transylvania; Silesia; Yorkshire; Cornwall; Devon; Kent; Essex; Sussex; Lancashire; Orkney; Shetland;
        Ardennes; London; Manchester; Liverpool; Leeds; Sheffield; Bristol; Nottingham; Leicester; Northampton;
        Edinburgh; Glasgow; Aberdeen; Dundee; Cardiff; Swansea; Belfast; Derry; Dublin; Cork; Galway; Limerick;
        Oxford; Brighton; Paris; Lyon; Marseille; Toulouse; Bordeaux; Lille; Nantes; Strasbourg; Grenoble; Brussels;
        Antwerp; Ghent; Namur; Amsterdam; Rotterdam; The Hague; Utrecht; Eindhoven; Berlin; Hamburg; Munich;
        Cologne; Frankfurt; Stuttgart; Leipzig; Dresden; Nuremberg; Bochum; Kiel; Chemnitz; Vienna; Graz; Salzburg;
        Innsbruck; Zurich; Zürich; Geneva; Basel; Bern; Lausanne; Chur; Madrid; Barcelona; Seville; Bilbao;
        Zaragoza; Málaga; Lisbon; Porto; Braga; Milan; Turin; Venice; Bologna; Palermo; Rome; Athens; Thessaloniki;
        Bucharest; Budapest; Belgrade; Zagreb; Sarajevo; Skopje; Tirana; Pristina; Ljubljana; Kobarid; Bratislava;
        Prague; Brno; Warsaw; Kraków; Gdańsk; Wrocław; Łódź; Vilnius; Riga; Tallinn; Helsinki; Tampere; Kajaani;
        Stockholm; Gothenburg; Malmö; Oslo; Bergen; Trondheim; Tromsø; Copenhagen; Aarhus; Kattegat; Reykjavík;
        Keflavík; Kyiv; Kiev; Lviv; Kharkiv; Odesa; Odessa; Donetsk; Minsk; Chișinău; Moscow; Saint Petersburg;
        Novosibirsk; Curonian Spit""",
    "latin_america_caribbean": """
        Latin America; South America; Central America; Caribbean; Argentina; Bahamas; Barbados; Belize; Bolivia;
        Brazil; Chile; Colombia; Costa Rica; Cuba; Dominican Republic; Ecuador; El Salvador; French Guiana; Grenada;
        Guadeloupe; Guatemala; Guyana; Haiti; Honduras; Jamaica; Martinique; Mexico; Nicaragua; Panama; Paraguay;
        Peru; Puerto Rico; Saint Lucia; St. Lucia; Suriname; Trinidad; Trinidad and Tobago; Uruguay; Venezuela;
        Antigua and Barbuda; Antigua; Patagonia; Oaxaca; Chiapas; Yucatán; Jalisco; Chiloé; Mexico City;
        Guatemala City; Tijuana; Monterrey; Puebla; Buenos Aires; Rosario; Mendoza; Montevideo; Asunción; La Paz;
        Cochabamba; Santiago; Valparaíso; Antofagasta; Lima; Cusco; Arequipa; Quito; Guayaquil; Bogotá; Medellín;
        Cali; Caracas; Maracaibo; São Paulo; Rio de Janeiro; Brasília; Salvador; Recife; Fortaleza; Curitiba;
        Porto Alegre; Manaus; Minas Gerais; Bahia; Belo Horizonte; Belém; Havana; Port-au-Prince; Santo Domingo;
        San Juan; Port of Spain; San Salvador; Tegucigalpa; Managua; Río de la Plata; Cayenne""",
    "northern_america": """
        USA; U.S; U.S.A; US; United States; United States of America; Canada; Greenland; Bermuda; Alabama; Alaska;
        Arizona; Arkansas; California; Southern California; Northern California; Colorado; Connecticut; Delaware;
        Florida; Hawaii; Idaho; Illinois; Indiana; Iowa; Kansas; Kentucky; Louisiana; Maine; Maryland;
        Massachusetts; Michigan; Minnesota; Mississippi; Missouri; Montana; Nebraska; Nevada; New Hampshire;
        New Jersey; New Mexico; New York; North Carolina; North Dakota; Ohio; Oklahoma; Oregon; Pennsylvania;
        Rhode Island; South Carolina; South Dakota; Tennessee; Texas; Utah; Vermont; Virginia; West Virginia;
        Washington; Washington D.C; Washington DC; Wisconsin; Wyoming; New England; Midwest; Appalachia;
        Pacific Northwest; Silicon Valley; Bay Area; Hollywood; New York City; NYC; Manhattan; Brooklyn; Bronx;
        Harlem; Los Angeles; San Francisco; San Diego; Oakland; Sacramento; Fresno; Chicago; Houston; Dallas;
        Austin; San Antonio; El Paso; Phoenix; Tucson; Philadelphia; Pittsburgh; Boston; Baltimore; Detroit;
        Cleveland; Cincinnati; Indianapolis; Milwaukee; Minneapolis; Duluth; St. Louis; Kansas City; Nashville;
        Memphis; New Orleans; Atlanta; Miami; Orlando; Tampa; Tampa Bay; Denver; Salt Lake City; Las Vegas; Seattle;
        Portland; Anchorage; Honolulu; Buffalo; Quebec; Québec; Ontario; Alberta; British Columbia; Manitoba;
        Saskatchewan; Nova Scotia; New Brunswick; Newfoundland; Nunavut; Yukon; Prince Edward Island; Toronto;
        Montreal; Montréal; Vancouver; Vancouver Island; Calgary; Edmonton; Ottawa; Winnipeg; Halifax;
        Trois-Rivières; Bay of Fundy; Gander""",
    "oceania": """
        Oceania; Pacific Islands; Australia; New Zealand; Fiji; Papua New Guinea; Samoa; Tonga; Vanuatu;
        Solomon Islands; New Caledonia; French Polynesia; Tahiti; Guam; Kiribati; Tuvalu; Palau; Nauru; Micronesia;
        Marshall Islands; Cook Islands; Queensland; New South Wales; Western Australia; South Australia; Tasmania;
        Northern Territory; Sydney; Melbourne; Brisbane; Perth; Adelaide; Canberra; Hobart; Darwin; Cairns;
        Bundaberg; Nullarbor; Auckland; Wellington; Christchurch; Dunedin; Otago; Rotorua; Suva; Port Moresby;
        Rabaul; Honiara; Apia; Rarotonga; Majuro; Nouméa; Papeete""",
}

_PEOPLE: Final = {
    "africa": """
        African; West African; East African; North African; South African; Algerian; Angolan; Botswanan;
        Cameroonian; Congolese; Egyptian; Eritrean; Ethiopian; Gambian; Ghanaian; Guinean; Ivorian; Kenyan;
        Liberian; Libyan; Malagasy; Malawian; Malian; Mauritian; Moroccan; Mozambican; Namibian; Nigerian; Rwandan;
        Senegalese; Sierra Leonean; Somali; Sudanese; Tanzanian; Togolese; Tunisian; Ugandan; Zambian; Zimbabwean;
        Yoruba; Igbo; Hausa; Zulu; Maasai""",
    "asia": """
        South Asian; East Asian; Southeast Asian; Afghan; Armenian; Azerbaijani; Bahraini; Bangladeshi; Bengali;
        Bhutanese; Burmese; Cambodian; Chinese; Taiwanese; Emirati; Filipino; Filipina; Philippine; Indian;
        Indonesian; Iranian; Iraqi; Israeli; Japanese; Javanese; Jordanian; Kazakh; Korean; South Korean;
        North Korean; Kurdish; Kuwaiti; Kyrgyz; Laotian; Lebanese; Malaysian; Maldivian; Mongolian; Nepali;
        Nepalese; Omani; Pakistani; Palestinian; Punjabi; Qatari; Saudi; Saudi Arabian; Singaporean; Sri Lankan;
        Syrian; Tajik; Thai; Tibetan; Turkish; Turkmen; Uzbek; Vietnamese; Yemeni; Hong Kong; Hongkonger; Cypriot""",
    "europe": """
        European; Eastern European; Western European; Scandinavian; Albanian; Austrian; Basque; Belarusian; Belgian;
        Bosnian; British; Bulgarian; Catalan; Croatian; Czech; Danish; Dutch; English; Estonian; Finnish; Flemish;
        French; German; Greek; Hungarian; Icelandic; Irish; Northern Irish; Italian; Latvian; Lithuanian; Maltese;
        Moldovan; Montenegrin; Norwegian; Polish; Portuguese; Romanian; Russian; Scottish; Serbian; Sicilian;
        Slovak; Slovenian; Spanish; Swedish; Swiss; Ukrainian; Welsh; Bavarian; Briton; Englishman; Englishwoman;
        Irishman; Irishwoman; Scotsman; Welshman; Frenchman; Frenchwoman; Dutchman; Spaniard; Swede; Dane""",
    "latin_america_caribbean": """
        Latin American; South American; Central American; Caribbean; Argentine; Argentinian; Barbadian; Bolivian;
        Brazilian; Chilean; Colombian; Costa Rican; Cuban; Dominican; Ecuadorian; Guatemalan; Guyanese; Haitian;
        Honduran; Jamaican; Mexican; Nicaraguan; Panamanian; Paraguayan; Peruvian; Puerto Rican; Salvadoran;
        Trinidadian; Uruguayan; Venezuelan""",
    "northern_america": """
        American; North American; Native American; African American; Asian American; Canadian; French Canadian;
        Texan; Californian; New Yorker; Alaskan; Hawaiian; Floridian; Midwestern; Chicagoan; Bostonian; Québécois;
        Greenlandic""",
    "oceania": """
        Australian; Aboriginal Australian; New Zealand; New Zealander; Maori; Māori; Fijian; Samoan; Tongan;
        Tahitian; Papua New Guinean; Ni-Vanuatu; Polynesian; Melanesian; Micronesian""",
}
_ALWAYS_CAPITAL: Final = frozenset({"us", "uk", "uae", "usa", "drc", "nyc"})
"""Short names that are words, or look like words, in other letters."""


def fold_name(name: str) -> str:
    """Return a name in small letters, without marks and hyphens."""
    lowered = name.lower()
    if not lowered.isascii():
        lowered = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
        lowered = lowered.replace("ø", "o").replace("ł", "l").replace("’", "'")
    return lowered.replace("-", " ")


def _read(names: dict[str, str]) -> dict[str, str]:
    return {fold_name(" ".join(name.split())): region for region, listed in names.items() for name in listed.split(";")}


PLACES: Final = _read(_PLACES)
"""Folded name of a place to its region."""
PEOPLE: Final = _read(_PEOPLE)
"""Folded word for those who live there to the region."""
MAX_PLACE_WORDS: Final = max(len(name.split()) for name in (*PLACES, *PEOPLE))


def region_of_place(name: str) -> str | None:
    """Return the region of a place as it is written in a text, or None."""
    folded = fold_name(name)
    if folded in _ALWAYS_CAPITAL and not name.isupper():
        return None
    return PLACES.get(folded)


def region_of_people(name: str) -> str | None:
    """Return the region of those who are called so in a text, such as "Kenyan", or None.

    "Mexican-American" is American: the last part says where.
    """
    folded = fold_name(name)
    found = PEOPLE.get(folded)
    if found is None and "-" in name and " " not in name:
        return PEOPLE.get(folded.rpartition(" ")[2]) if name.rpartition("-")[2][:1].isupper() else None
    return found
