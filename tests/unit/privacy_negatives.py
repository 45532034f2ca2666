"""Texts that hold no personal data and look as if they did, written for these tests."""

from typing import Final

NEGATIVE: Final = """
A nurse in San Francisco who sings in a choir.
A Bayesian statistician who distrusts p-values.
A student of the Krebs cycle and Maxwell's equations.
An engineer who swears by Ohm, Volta and Ampère.
A collector of Rembrandt etchings in Amsterdam.
A priest who quotes Saint Augustine and Thomas Aquinas.
A fan of Doctor Who with nine scarves.
A barista who drinks only Dr Pepper.
A child who knows every book by Dr. Seuss.
A punk in Dr. Martens who teaches physics.
A farmer with a dog named Max and a goat called Rosa.
A sailor on a ship named Maria Celeste.
A manager of a company named Rose Holdings.
A student writing about a character named Emma Woodhouse.
A reader of the novel called Jane Eyre.
A town planner in a town named Saint Helens.
A climber who calls the mountain Old Man.
A physicist named after a comet.
Teacher named Teacher of the Year in 2019.
A woman named CEO of a bakery.
Miss Universe of 1994 runs a hotel now.
A retired conductor who loves Rossini and Verdi.
An AI researcher at a university in Zurich.
A trainee at Johns Hopkins who studies sleep.
The mayor of New York in a musical.
Eine Frau Anfang vierzig, die Brot backt.
Eine Frau mit drei Hunden und wenig Geduld.
Der Herr der Ringe ist sein Lieblingsbuch.
Eine Lehrerin, die in Heidelberg Latein lehrt.
Ein Rentner heißt jeden willkommen.
Una señora de Granada que cose de noche.
Una mujer que vive en Santa Cruz de Tenerife.
El barco se llama Esperanza y hace agua.
Une femme qui s'appelle elle-même la reine du quartier.
Une lectrice de Madame Bovary à Rouen.
Un homme de Saint-Étienne qui répare des vélos.
Uno studente che ama la Via Lattea.
Um pescador de São Luís que canta fado.
Een vrouw uit Den Haag met een bakfiets.
Kobieta z Nowego Sącza, która hoduje pszczoły.
一位在上海工作的护士，喜欢京剧。
一名叫好又叫座的导演。
京都で畳を作る職人、七十歳。
제주도에서 귤을 키우는 농부.
Учительница из Нижнего Новгорода.
Mwalimu kutoka Dar es Salaam anayependa hesabu.
İstanbul'da yaşayan bir balıkçı.
Một người bán phở ở Hà Nội.
A clerk who filed order number 4539578763621480 by mistake.
A buyer waiting for parcel 1Z 999 AA1 01 2345 6784.
Order 12345678 was the first she packed.
A printer of invoice no. 2024-000123-77.
A librarian looking for ISBN 978-3-16-148410-0.
A bookseller who knows ISBN 0-306-40615-2 by heart.
A bookseller whose shelf mark is 9780306406157.
An editor of the journal with ISSN 2049-3630.
A scholar who cites doi:10.1000/182 and arXiv:2406.20094.
Born on 1984-05-12, she never celebrates.
A historian of 1914-1918 and 1939-1945.
Called up in 1939-1945, he came back.
A man who remembers 12/05/1984 and 13.08.1961.
A curator of the exhibition 2019/2020-2021.
A phone engineer between 1998-2003 and 2009-2012.
A developer stuck on version 1.2.3.4 of the library.
A maintainer of release 10.0.19045.3803.
An operator of firmware 12.4.8.1 and build 22.6.1.9.
A tester at 127.0.0.1 who has no other home.
An admin of 192.168.0.1 and 10.0.0.7.
A network teacher who writes 255.255.255.0 on the board.
A reader of chapter 3.2.1.4 of the standard.
A sailor at 48.8584, 2.2945 with a compass.
A geologist at -33.8688, 151.2093 and 40.7128, -74.0060.
A pilot at N 51 28 39, W 000 27 41.
A pupil who learned 3.14159265358979323846.
A pupil who multiplies 12345679 by 9.
A teacher of 1 + 12345678 = 12345679.
A child who counts to 1 000 000 000 in her head.
A donor of 4 500 000 000 roubles, on paper.
An accountant with a call on 12.500.000 shares.
A programmer who knows 2147483647 and 4294967295.
A hacker of 0xDEADBEEF and 1e-9.
A clockmaker who waits for 12:30:45:10.
A coder of std::vector and a::b::c::d.
A biologist with sequence AGCTAGCTAGGATCCA and gene BRCA1.
A chemist with CAS 7732-18-5 and 64-17-5.
A mechanic with part number 06A-905-115-D.
A rail fan with locomotive 4468 and class 37-401.
A pharmacist with lot LOT20240115A and code 00045-0451-50.
A shop with barcode 4006381333931 on the jam.
A driver of the E 45 and the Bundesstraße 12.
A cab driver who avoids 42nd Street and 5th Avenue.
A tourist at 10 Downing Street.
A reader of everything set in 221B Baker Street.
One of 20 Wall Street traders who knit.
A runner of 26 miles on the Great North Road.
A banker who skipped 3 Abbey Road records.
Une promeneuse de la rue de Rivoli.
Ein Radfahrer auf dem Mauerweg 160 km lang.
Un ciclista de la Gran Vía y la Calle Mayor.
Fan von Straße und Platz, 30 Jahre lang.
Un viaggio via Skype di 10 minuti.
住在人民路附近的老师。
A fan of instagram.com and of nothing else.
A contributor to https://github.com/python/cpython who reviews.
A watcher of https://www.youtube.com/watch?v=dQw4w9WgXcQ.
A reader of https://www.reddit.com/r/woodworking each morning.
A member of https://www.facebook.com/groups/555012345.
A searcher on https://x.com/search?q=moths.
A clerk at https://www.example.com/people-and-culture/news.
A teacher who writes 5 @ 3.50 on the board.
A fan of @ signs and of user@localhost.
A grocer of apples@2.99 and pears@3.49.
An engineer of RFC 2822 and ISO 13616.
A banker who explains DE00 0000 0000 0000 0000 00 as no account.
A trainer with card 4111 1111 1111 1112 on a slide.
A tester who types 1234 5678 9012 3456 all day.
A tester of 0000 0000 0000 0000.
A clerk who says 000-12-3456 is no number anybody has.
A clerk of form 900-12-3456.
Una funcionaria que sabe que 12345678A no vale.
Um contador que sabe que 111.111.111-11 não existe.
A statistician of 11 digits: 12345678901.
A warehouse with pallets 72345678901 and 82345678901.
Een koerier met pakket 123456789.
A watcher of the Dow at 39 127 and the Nikkei at 40 369.
A chess player of 1. e4 e5 2. Nf3 Nc6 3. Bb5.
A musician of BWV 1004 and Op. 106, 1819-1820.
A fan of 867-5309, the song.
A teacher, 45, who walks.
A potter, 60, in Santa Fe.
Santa Fe, 34 miles away, is where she sells.
New Mexico was born in 1912 as a state.
April, 30 days long, is her month.
Rose Garden, 24 beds, is what he tends.
Grace lives in small acts, says the vicar.
An architect who works for Jean Nouvel Design in Paris.
"""
