"""Descriptions of our own writing and what somebody who reads them would say of the person; see the tests."""

from typing import Final

ENGLISH: Final = """
A patient dental nurse from Lusaka who hums while she sterilises the trays | g=female r=africa
A 42-year-old bridge engineer in Osaka who walks every span before signing for it | o=professionals r=asia a=35-44
The daughter of a lighthouse keeper, still able to read weather from the colour of the sea | g=female
A former schoolteacher who now repairs violins for children in Quito | r=latin_america_caribbean
Retired ferry captain, 73, living on a hill outside Bergen where every boat can be seen | o=retired r=europe a=65-74
A nine-year-old chess player whose father drives him to every tournament | o=child a=0-14 g=male
I am a single mother of three in Cleveland, counting coupons on a Friday night | g=female r=northern_america
An Italian literature professor who has never been to Italy | o=professionals
A Ghanaian tailor with a waiting list of brides | o=craft r=africa
A truck driver from Manitoba who records the sounds of truck stops | o=operators r=northern_america
A fan of the Brazilian national team who collects match tickets |
A student of marine biology at the University of Auckland, aged 20 | o=student r=oceania a=15-24
An aspiring novelist who works nights as a security guard | o=service_sales
The mayor of a small town in Saxony, tired of roundabouts | o=managers r=europe
A shy boy who builds radios out of scrap |  g=male
A tax adviser's neighbour who reads every letter twice |
A pastry chef in Lyon, in her early thirties, who bakes only by weight | o=technicians r=europe a=25-34 g=female
A middle-aged man from Peru with a collection of whistles | g=male r=latin_america_caribbean
A company that delivers vegetables to schools |
A plumber and amateur astronomer from Leeds | o=craft r=europe
An unemployed welder, 38, learning to code | o=not_working a=35-44
A stay-at-home father of four-year-old twins in Montreal | o=not_working g=male r=northern_america
A woman in her late fifties who runs a bookshop in Adelaide | g=female a=55-64 r=oceania
A teenager obsessed with train timetables | a=15-24
A high school student from Nairobi who debates her teachers | o=student r=africa g=female
A historian specializing in Ottoman trade with Venice | o=professionals
A wheelchair user and disability rights lawyer from Manila | o=professionals r=asia
A kindergarten teacher who plays the accordion badly | o=professionals
A software engineer with a PhD in physics | o=professionals e=doctoral
A PhD student in linguistics who studies whistled languages | o=student
A college dropout who founded two bakeries | e=secondary
A nurse with a master's degree in public health, based in Accra | o=professionals e=master r=africa
A goat herder in Mongolia who never went to school | o=agriculture r=asia e=none
A high school graduate from Ohio looking for a first job | e=secondary r=northern_america
A Korean American chef who grew up above a laundry | o=technicians r=northern_america
A nonbinary bus driver in Portland with a thermos for every season | o=operators r=northern_america g=nonbinary
A police officer who mediates quarrels between neighbours | o=service_sales
A police officer's widow who paints birds | g=female
A client who admires her lawyer's patience |
A manager who trusts his accountant with everything | o=managers
An anthropologist who lived among herders in Chad as a child | o=professionals
A climate scientist studying glaciers in Greenland | o=professionals
A wildlife photographer from Botswana whose lenses are full of dust | o=technicians r=africa
A shepherd in Wales with two dogs and no telephone | o=agriculture r=europe
A retired army colonel who grows roses | o=retired
An army medic stationed in Alaska | o=armed_forces r=northern_america
A marine biologist who is afraid of deep water | o=professionals
An accountant by day and stand-up comedian by night, from Durban | o=professionals r=africa
A 67-year-old grandmother in Havana who repairs umbrellas | a=65-74 g=female r=latin_america_caribbean
A grandmother of six who swims every morning | g=female
A 100-year-old family business that makes clocks |
A parent of a 12-year-old with asthma |
A mechanic whose daughter is a doctor in Boston | o=craft
A baker in Fez who knows each customer by the bread they buy | o=craft r=africa
A Syrian refugee who taught mathematics in Aleppo |
A refugee from Eritrea now living in Stockholm and cleaning offices | r=europe
A British expat in Bangkok who teaches yoga | r=asia
A life coach who sells courses on calm |
A violinist, 28, second desk, in love with the oboist | o=professionals a=25-34
A waitress at a diner in Tulsa, Oklahoma, who notes overheard sentences | o=service_sales g=female r=northern_america
The founder of a start-up for reusable packaging |
A member of the chess club who never finishes a game |
A cashier in a supermarket in Dakar who adds faster than the till | o=service_sales r=africa
A Dutch tulip grower worried about his bulbs | o=agriculture r=europe g=male
An English teacher in rural Japan with a garden of stones | o=professionals r=asia
A French teacher who has a weakness for detective novels | o=professionals
A chess champion from Armenia | r=asia
A beginner guitarist who practises in the stairwell |
A fictional pirate captain who fears parrots |
A cleaner at a law firm in Zurich who reads the waste paper | o=elementary r=europe
A taxi driver from Lagos with an opinion on every flyover | o=operators r=africa
A midwife, 51, in the highlands of Papua New Guinea | o=professionals a=45-54 r=oceania
At 19, a lifeguard in Sydney who cannot stand sand | o=service_sales a=15-24 r=oceania
A gardener of sixty-two who talks to slugs | o=agriculture a=55-64
A data analyst at a bank in Frankfurt, originally from Sri Lanka | o=professionals r=europe
A stonemason's apprentice with chalk on every coat |
A medical student who faints at the sight of needles | o=student
An economics major with a passion for falconry | o=student
An honest car salesman, which surprises people | o=service_sales
A real estate agent in Dubai who never uses the word luxury | o=technicians r=asia
A librarian who keeps what people leave between pages | o=professionals
A carpenter turned priest |
A lawyer for fishermen in Kerala, herself the child of one | o=professionals g=female
A bilingual receptionist at a hotel in Quebec | o=clerical r=northern_america
A primary school pupil from Cork who invents board games | o=child a=0-14 r=europe
The head teacher of a village school in Malawi | o=managers r=africa
A bartender and mother of twins | o=service_sales g=female
A trombonist in a military band |
A Texan rancher with a degree in philosophy | o=agriculture r=northern_america e=bachelor
An actress from Buenos Aires who directs traffic in a film | o=professionals g=female r=latin_america_caribbean
A priest in a fishing village on the coast of Portugal | o=professionals r=europe
An octogenarian who still cycles to the market | a=75+
A widower in his eighties who irons his own shirts | g=male a=75+
A woman who was told at 30 that she could not have children | g=female
A man with a beard and a very small dog | g=male
A voter in Georgia with doubts about both candidates |
A collector of Japanese woodblock prints |
A Native American weaver who teaches in Santa Fe | o=craft r=northern_america
A Jamaican sprinter recovering from an injury | r=latin_america_caribbean
A fisher from Kiribati who charts the rising tide | o=agriculture r=oceania
A Canadian hockey referee afraid of his own whistle | o=technicians r=northern_america g=male
A warehouse worker in Poznań, Poland, who dreams in pallets | o=elementary r=europe
A data entry clerk with the fastest hands in the ministry | o=clerical
A crane operator, 33, who writes sonnets in the cabin | o=operators a=25-34
A sociology professor emerita | o=professionals
A person who has never been on a plane |
An elderly lady with a sharp tongue | g=female
A ghost who haunts a library in Prague |
A tour guide in Petra, Jordan, tired of one film | o=service_sales r=asia
A community organiser in São Paulo who used to be a bus driver | r=latin_america_caribbean
A hotel manager from Nepal who skis | o=managers r=asia
A farmer's son who became an astronaut | g=male
"""

OTHERS: Final = """
es | Una enfermera de Valparaíso que colecciona termómetros | o=professionals g=female r=latin_america_caribbean
es | Un carpintero, 61 años, que habla con la madera | o=craft a=55-64
es | La hija de un médico que odia los hospitales |
es | Una antigua profesora que ahora vende flores | g=female
es | Estudiante de arquitectura en Madrid | o=student r=europe
fr | Une boulangère de Dakar qui se lève avant les coqs | o=craft g=female r=africa
fr | Un ancien facteur qui connaît toutes les portes |
fr | Retraitée, 79 ans, elle apprend le violon | o=retired a=75+ g=female
fr | Un pêcheur à Brest, inquiet pour ses filets | o=agriculture
fr | Le fils du boucher, qui ne mange pas de viande |
de | Eine Tischlerin aus Graz mit Vorliebe für Birnbaum | o=craft g=female r=europe
de | Ein Lehrer, 45, der nie die Stimme hebt | o=professionals a=45-54
de | Ehemaliger Busfahrer mit einem Garten voller Schilder |
de | Rentnerin in Kiel, die Wellen zählt | o=retired g=female r=europe
de | Die Tochter eines Fischers |
pt | Uma professora de Maputo que escreve cartas à mão | o=professionals g=female r=africa
pt | Um pescador, 58 anos, que não sabe nadar | o=agriculture a=55-64
pt | Aposentada que faz bonecas de pano | o=retired g=female
pt | O irmão de uma enfermeira |
zh | 一位三十二岁的护士，夜里喜欢画地图 | o=professionals a=25-34
zh | 乡村小学教师，每天走山路去上课 | o=professionals
zh | 退休工程师，收集旧收音机 | o=retired
zh | 医生的女儿，怕打针 |
zh | 卡车司机，听了十年评书 | o=operators
ja | 五十八歳の漁師。海の色で天気を当てる。 | o=agriculture a=55-64
ja | 元教師、今は畑を耕す |
ja | 女性のバス運転手、詩を書く | o=operators g=female
ja | 医者の息子 | g=male
ko | 부산의 버스 기사, 노래를 잘한다 | o=operators r=asia
ko | 은퇴한 교사, 손자에게 편지를 쓴다 | o=retired
ko | 대학생, 21살, 새벽에 신문을 돌린다 | o=student a=15-24
ar | معلمة في تونس تجمع الأقلام القديمة | o=professionals g=female
ar | خباز، عمره 44 سنة، يغني للعجين | o=craft a=35-44
hi | गाँव का किसान, जो तारों से मौसम बताता है | o=agriculture
hi | छात्रा, उम्र 19 साल, जो रेडियो सुनती है | o=student a=15-24 g=female
tr | Emekli öğretmen, 70 yaşında, bahçesinde üzüm yetiştiriyor | o=retired a=65-74
tr | İstanbul'da bir terzi | o=craft r=asia
tr | Bir doktorun kızı |
id | Guru di Surabaya yang naik sepeda ke sekolah | o=professionals r=asia
id | Mantan sopir truk yang membuka warung |
sw | Mwalimu wa Arusha anayependa ramani | o=professionals r=africa
sw | Mkulima, mwenye miaka 52, anayehesabu mvua | o=agriculture a=45-54
"""
"""The language, the text, and what it says."""
