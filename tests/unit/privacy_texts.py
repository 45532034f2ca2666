"""Texts that hold personal data, written for these tests; `{kind|...}` marks what must be found.

Nobody here exists. The numbers are made up or reserved for examples, with check
digits that hold where there are any. Some are written as no rule of ours knows
them, since people write so too: those are the misses that the measurement shows.
"""

from typing import Final

POSITIVE: Final = """
Write to {email|jane.roe@example.com} about the choir rehearsals.
A beekeeper who answers mail at {email|bees+orders@honey.example.org} only on Sundays.
Potter in Oaxaca, contact <{email|taller_rojo@ejemplo.mx}>.
Schreiben Sie der Hebamme an {email|k.lindner@praxis-lindner.example.de}.
Le facteur retraité répond à {email|paul.meunier@exemple.fr}, lentement.
他是乡村教师，邮箱是{email|wang.laoshi@example.cn}，周末回信。
A translator ({email|o'neil@example.ie}) who dislikes deadlines.
Mail me: {email|X.Y.Z@sub.mail.example.co.uk}!
An archivist reachable at {email|archiv@müller-stiftung.example.de} in the mornings.
Nauczycielka, kontakt: {email|anna_nowak84@example.pl}.
mailto:{email|coach@football.example.com} is on every poster she prints.
A clerk whose address is {email|clerk at example dot com}, written so for the spiders.
A sysadmin who hides as {email|root (at) example.net} on forums.
The two sisters use {email|ada@example.com} and {email|bea@example.com}.
Продавец чая, пишите на {email|chai@primer.example.ru}.
An usher who signs with {email|USHER@THEATRE.EXAMPLE.COM} in capitals.

A plumber, call {phone|+1 415 555 0132} after six.
A nanny in Leeds; phone {phone|07700 900123}.
Midwife, {phone|(212) 555-0187}, always on call.
Truck driver who gives out {phone|312-555-0164} at every stop.
Électricien à Lyon, {phone|04 72 55 01 23}.
Hausmeister in Köln, Telefon {phone|0221 5550 123}.
Médica em Recife, {phone|(81) 95555-0123}.
Fontanero de Sevilla, llámame al {phone|612 345 678}.
A guide in Kathmandu: {phone|+977-1-5550123}.
大阪の大工、{phone|06-5550-0123}まで。
수원에 사는 기타 강사, {phone|010-5550-0123}.
家政服务员，电话{phone|13800138000}，周末不接。
A fisherman with {phone|+47 22 55 01 23} painted on his boat.
Dawa za asili, simu {phone|0712 555 012}.
Sprzątaczka z Gdańska, tel. {phone|58 555 01 23}.
A cook who says: my mobile is {phone|0412 555 012}.
Репетитор по химии, телефон {phone|8 495 555-01-23}.
A dog walker ({phone|+44 (0)20 7946 0018}) with eleven leads.
The piano tuner's number is {phone|555-0143}, ask for no favours.
Ring {phone|020 7946 0958} and let it ring.
Tukang kebun, WA {phone|0812-5550-1234}.
سباك في عمان، هاتف {phone|٠٧٩٥٥٥٠١٢٣}.
A singer, three one two, {phone|five five five, oh one six four}.

She reads her card aloud, {card|4073 7846 0650 2345}, to anyone who calls.
A trusting widower whose card is {card|5119386640776175}.
Card on file: {card|3499-342178-27773}, said the travel agent.
A student who posted {card|6011 3431 5600 3723} under a photo.
Sa carte, {card|3530168093504676}, est collée au frigo.
Seine Kartennummer {card|2223-1408-5746-8202} kennt die ganze Kneipe.
他的银行卡号是{card|6205387993086264}。
Diners since 1981: {card|36355136368236}.
An old Visa of thirteen digits, {card|4731330629912}.
Su tarjeta {card|6536 4948 3292 4042} sigue a su nombre.
The clerk typed {card|3499 342178 27773} with one finger.
A gamer who saved {card|4073-7846-0650-2345} in plain text.
Cartão {card|5119 3866 4077 6175}, validade 09/29.
A collector whose card reads {card|40 73 78 46 06 50 23 45} in her handwriting.

Transfer to {iban|DE62 0380 7960 8680 5326 69} pays for the puppet theatre.
Trésorier du club, IBAN {iban|FR0875705969074758916446684}.
La cuenta de la abuela: {iban|ES77 3385 4261 7297 5923 4171}.
A landlord who shows {iban|GB32WEST53212752463639} on his van.
Penningmeester, rekening {iban|NL14 ABNA 2905 0954 06}, Utrecht.
Il sagrestano con IBAN {iban|IT57X5903829315616929322164}.
Konto {iban|PL77 3303 0171 3168 5283 1144 2685} prowadzi od lat.
A flautist paid to {iban|CH0347650413821698980} in Basel.
Conta {iban|PT88749244347976042002219} da padaria.
A treasurer with {iban|BR7760746948000101234567891P1} for the samba school.
lower case is fine for {iban|de62038079608680532669} said the clerk.
Two accounts, {iban|DE62038079608680532669} and {iban|NL14ABNA2905095406}, and no savings.
Her account is {iban|DE62.0380.7960.8680.5326.69}, with dots.

A veteran whose SSN is {national_id|123-45-6789}.
Retired clerk, social security number {national_id|219 34 5678}, still in the phone book.
Carpintera de Vigo con DNI {national_id|99722003Y}.
Electricista, DNI: {national_id|18.531.344-Z}.
Estudiante extranjera, NIE {national_id|Z1346584P}.
Cuidador con NIE {national_id|Y-1448760-G} en regla.
Assurée sociale {national_id|2 50 01 51 520 255 22}, Reims.
Berger corse, NIR {national_id|184052A91172535}.
Son numéro de sécurité sociale, {national_id|169022114029377}, est sur chaque feuille.
Gärtner, Steuer-ID {national_id|92 585 347 611}.
Steueridentifikationsnummer der Bäckerin: {national_id|50360940188}.
Ceramista di Faenza, codice fiscale {national_id|BLNMRA88C02H583T}.
Il postino ha CF {national_id|DLN TRA 93A01 L584B}.
Costureira, CPF {national_id|976.580.660-44}.
Motorista de ônibus com CPF {national_id|88383713185}.
Fietsenmaker, BSN {national_id|365642952}.
Burgerservicenummer {national_id|8744.39.267} van de bakker.
Farmer with Aadhaar {national_id|6427 9166 5665} in Nashik.
A teacher, Aadhaar number {national_id|897041864809}.
किसान, आधार {national_id|859995135656}.
深圳的司机，身份证号{national_id|440308199002123048}。
A tailor with the id {national_id|11010519491231002X} printed on his cart.
Pielęgniarka, PESEL {national_id|90030431095}.
Emeryt z numerem PESEL: {national_id|52070483506}.
A Korean student whose resident number is {national_id|900101-2345678}.
A British nurse with National Insurance number {national_id|QQ 12 34 56 C}.

A widow at {address|14 Mill Lane}, York.
She lives at {address|2207 North Maple Avenue} in Peoria.
A piano teacher, {address|9 Orchard Close}.
Rents a room at {address|350 Fifth Ave}, Apt 12.
Letters go to {address|P.O. Box 4471}, Tulsa.
Der Uhrmacher wohnt in der {address|Lindenstraße 12}.
Imkerin, Alter {address|Kirchweg 7b}, Husum.
Ein Rentner aus dem {address|Mozart Weg 3}.
Boulanger au {address|12 rue des Lilas}, Nantes.
Elle habite {address|27 bis, avenue de la République}.
Zapatero en {address|Calle de la Luna 18}, Toledo.
Vive en la {address|Avenida Reforma, 222}.
Sarto in {address|Via dei Mille 45}, Torino.
Abita in {address|Piazza Garibaldi 3}.
Doceira na {address|Rua das Flores, 120}.
Bakker in de {address|Kerkstraat 88} te Zwolle.
Woont aan de {address|Prinsengracht 512}.
Krawcowa, {address|ul. Długa 7}, Kraków.
退休教师，住在{address|中山路123号}。
京都の畳職人、{address|西陣町3丁目12番5号}。
서울 {address|한강로 25}에 사는 화가.
A beekeeper with the house named Rosebank, {address|The Old Forge, Church Hill}.
A tenant of {address|Flat 3, 18 Canal Row}, Leeds.
Bestuurder uit {address|Het Zand 4}, Houten.
Живёт на {address|ул. Садовая, д. 7}.

My name is {name|Maria Kowalska} and I mend nets.
A carpenter named {name|Daniel Okafor} who builds coffins.
{name|Dr. Okonjo} treats burns in Lagos.
The patient of {name|Ms. Tanaka} keeps a diary of pain.
A pupil who adores {name|Mr Whitlock}.
{name|Elena Petrova}, 34, drives a night tram.
A woman called {name|Sarah Lindqvist} who restores organs.
Me llamo {name|Carmen Ibarra} y arreglo relojes.
Una maestra llamada {name|Lucía Benítez}.
Je m'appelle {name|Hélène Marchand}, je suis relieuse.
Un berger nommé {name|Antoine Delmas}.
Ich heiße {name|Jürgen Petersen} und sammle Karten.
Eine Frau namens {name|Sabine Kröger} mit elf Katzen.
Die Praxis von {name|Frau Lindner} ist immer voll.
Mi chiamo {name|Giulia Ferrante}, faccio la sarta.
Meu nome é {name|Thiago Barros} e conserto rádios.
Ik heet {name|Femke de Wit} en ik vaar.
Nazywam się {name|Agnieszka Zając}, piekę chleb.
我叫{name|王小明}，是一名快递员。
一位名叫{name|陈丽}的护士。
私の名前は{name|佐藤花子}です、漁師です。
Меня зовут {name|Ольга Синицына}, я библиотекарь.
Benim adım {name|Ayşe Yıldız}, terziyim.
A nurse whose name is {name|Fatima Haddad}.
{name|Kwame Boateng} lives in Kumasi and sells radios.
The tutor of {name|Professor Adeyemi's} nephew.
A neighbour of {name|Mrs. O'Leary} who keeps goats.
Jina langu ni {name|Neema Mwangi}, mimi ni mkulima.
A retired judge, {name|Marguerite Oduya-Blum}, who paints.
I work for {name|Tom Harbison} at the mill.
Friends know {name|Priya Raghunathan} as the woman with the drone.
Tên tôi là {name|Nguyễn Minh Anh}, tôi bán phở.
제 이름은 {name|김민수}입니다, 목수예요.
La señora de la tienda, {name|Señora Quintero}, fía a todos.

Her router answers at {ip_address|81.2.69.142}, she says proudly.
A gamer banned by address: {ip_address|93.184.216.34}.
A pensioner whose log shows {ip_address|2a02:8071:22d4:9e00:5d1c:33aa:7e4f:10b2} every night.
Sein Anschluss, {ip_address|217.72.203.9}, steht im Protokoll.
Con la IP {ip_address|190.44.12.201} entró al foro.
An analyst at {ip_address|2001:4860:4860::8888} by her own account.
他的地址是{ip_address|58.30.12.77}。
A moderator who reported {ip_address|72.14.192.5} twice.
Logged in from {ip_address|101.33.8.19}, said the letter to the librarian.
An admin with {ip_address|45.33.32.156:2222} on a sticky note.

See {profile|https://www.linkedin.com/in/jane-roe-4471} for her years at sea.
A drummer, {profile|instagram.com/rotes.fell}.
Baker at {profile|https://www.facebook.com/paula.baeckt}.
He argues at {profile|https://x.com/grumpy_geologist} all night.
Her code is on {profile|https://github.com/hedgehog-hana}.
A dancer ({profile|https://www.tiktok.com/@steppschritt}) of seventy.
A poet, {profile|t.me/poet_of_omsk}.
He posts as {profile|https://www.reddit.com/user/quietlathe}.
Malerin, {profile|https://mastodon.example.org/@kreidezeit}.
Chemist with {profile|https://orcid.org/0000-0002-1825-0097}.
Une potière, {profile|https://www.youtube.com/@terrecuite}.
Пекарь, {profile|https://vk.com/teplyi_hleb}.
A hiker who logs at {profile|https://www.strava.com/athletes/5550123}.
A weaver: {profile|https://medium.com/@loomandgloom}.
A poster of cat photos, known as {profile|@mildly_feral} everywhere.
"""
