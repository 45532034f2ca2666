"""German."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

GERMAN: Final = Voice(
    language="de",
    marks=("„", "“"),
    comma=", ",
    age="{n} Jahre",
    frames=(
        "{who}, {age}, {habit} und {reason}.",
        "{who}, {age}: {reason}. Nebenbei: {habit}.",
        "{who} ({age}), {reason}; {habit}.",
        "{who}, {age}, {habit}; {reason}.",
    ),
    plain_frames=("{who}, {habit} und {reason}.", "{who}: {habit}; {reason}."),
    cues=cues_of("""
        food: brot teig back koch suppe fisch küche butter milch käse rezept laib wochenmarkt
        growing: garten beet biene hof bauer ernte saat boden obst hecke gärtner heumilch tier
        health: medikament pflege arzt ärzt patient apotheke tablette tropfen bewohner logopäd klinik
        building: heiz wärmepumpe altbau pumpe speicher thermostat haus wand dach bau wohnung gas vorlauf
        school: schule schüler lehrer unterricht klasse kind lernen prüfung jugend
        travel: fähre bus fahrrad straße hafen bahn reise schiff fahrt auto küste
        nature: vogel wald art forsch mond daten klima fluss meer studie sturm
        craft: werkzeug maschine motor werkstatt reparatur uhr schraube gerät fahrzeug
        culture: buch roman chor musik lese film bühne lied theater kapitel autor brief figur
        community: verein vorstand kasse bürgermeister gemeinde antrag feuerwehr wehr mitglied sitzung rat
    """),
    people=people_of("""
        food: craft Bäcker[|in] | service_sales [Schulkoch|Schulköchin] | elementary Küchenhilfe
          | craft Käser[|in]
        growing: agriculture [Landwirt|Landwirtin] | agriculture Imker[|in] | agriculture Gemüsegärtner[|in]
          | elementary Erntehelfer[|in]
        health: professionals Pflegefach[mann|frau] | service_sales Pflegehelfer[|in]
          | professionals Apotheker[|in]
          | professionals [Hausarzt|Hausärztin]
        building: craft Heizungsbauer[|in] | craft Maurer[|in] | service_sales Hausmeister[|in]
          | technicians Bautechniker[|in] | elementary Bauhelfer[|in]
        school: professionals Grundschullehrer[|in] | professionals Erzieher[|in] | clerical Schulsekretär[|in]
          | student Lehramtsstudent[|in]
        travel: operators Busfahrer[|in] | operators [Matrose|Matrosin] | elementary Fahrradkurier[|in]
          | service_sales Zugbegleiter[|in]
        nature: professionals Biolog[e|in] | technicians Laborant[|in] | agriculture Förster[|in]
          | student Geografiestudent[|in]
        craft: craft Uhrmacher[|in] | craft Fahrradmechaniker[|in] | craft Schlosser[|in] | craft Schneider[|in]
        culture: professionals Bibliothekar[|in] | service_sales Buchhändler[|in]
          | professionals Chorleiter[|in]
          | professionals Übersetzer[|in]
        community: professionals Lokalreporter[|in] | clerical Verwaltungsangestellte[r|]
          | managers Bürgermeister[|in] | professionals Sozialarbeiter[|in]
        any: armed_forces [Feldwebel|Soldatin] | managers Lagerleiter[|in] | managers Hoteldirektor[|in]
          | professionals Steuerberater[|in] | technicians Tontechniker[|in] | clerical Lohnbuchhalter[|in]
          | service_sales Friseur[|in] | agriculture Schäfer[|in] | craft Tischler[|in]
          | operators Lkw-Fahrer[|in]
          | operators Kranführer[|in] | elementary Büroreiniger[|in] | elementary Tagelöhner[|in]
          | student Abendschüler[|in] | student Jurastudent[|in] | child Schulkind | retired Rentner[|in]
          | retired pensionierte[r|] Eisenbahner[|in] | not_working arbeitslose[r|] Schweißer[|in]
          | not_working [Hausmann|Hausfrau]
    """),
    habits=habits_of("""
        führt seit Jahren ein Heft über {Wasserstände}
        + repariert für einen Kaffee alte {Radios}
        hebt {Fahrscheine} mit schönen Nummern auf
        spielt {Fernschach} mit einem Fremden in Übersee
        lernt bei einer Cousine {Gebärdensprache}
        geht abends an der {Bahnstrecke} entlang zu Fuß nach Hause
        zieht {Tomaten} auf der Feuertreppe
        kommt an keinem {Antiquariat} vorbei
        singt in einem {Chor} ohne Publikum
        + streicht seit zwei Jahren denselben {Küchenstuhl}
        schreibt {Leserbriefe} und schickt die Hälfte ab
        + gibt sonntags {Schwimmkurse} für späte Anfänger
        kennt jeden Hund der Straße und keinen der Besitzer
        + spart auf ein kleines {Segelboot}
        fotografiert {Ladenschilder} kurz vor dem Abhängen
        + schläft schlecht und hört nachts den {Seewetterbericht}
    """),
    plain_habits=habits_of("""
        lernt am liebsten von anderen
        hat Familie, wenig Geld und wenig Geduld für lange Sätze
        mag praktischen Rat und misstraut schönen Worten
        liest abends und stellt morgens Fragen
        lässt sich lieber etwas zeigen als erklären
        ist neu auf dem Gebiet und schämt sich nicht dafür
    """),
    reasons=table_of("""
        read: liest alles, was zum Stichwort {x} erscheint, meist im Bus
          | verfolgt jede Diskussion zum Thema {x} und sagt selten etwas dazu
          | hat beim Thema {x} noch in diesem Monat etwas zu entscheiden
          | schlägt abends nach, was es mit {x} auf sich hat
          | sucht jemanden, der mit {x} wirklich Erfahrung hat
        write: hat so oft Fragen zum Thema {x} beantwortet, dass Aufschreiben schneller war
          | schreibt über {x} so, wie andere am Gartenzaun reden, nur mit Zahlen
          | sammelt Notizen zum Stichwort {x} und macht daraus einfache Anleitungen
          | bringt das eigene Wissen über {x} zu Papier, bevor es verloren geht
        like: freut sich, wenn jemand ohne Angeberei über {x} spricht
          | schickt alles Vernünftige zum Thema {x} an drei Freunde und eine Tante
          | mag ehrliche Berichte über {x}, die Misserfolge eingeschlossen
          | hat eine Schwäche für {x} und für Leute, die sich Mühe geben
        dislike: hat vom Thema {x} genug für ein ganzes Leben und sagt das auch
          | findet, dass Ratschläge zu {x} meist von Leuten mit mehr Zeit und Geld kommen
          | misstraut allem, was über {x} gesagt wird, solange offenbleibt, wer zahlt
          | wurde beim Thema {x} einmal schlecht beraten und hat das nicht vergessen
        work: streitet seit dem Frühjahr in jeder Mittagspause über {x}
          | erledigt rund um {x} den Teil der Arbeit, den keiner sieht
          | musste einmal Besuchern erklären, was {x} bedeutet, und hört seither nicht auf
          | meint, dass alle anderen das Thema {x} viel zu ernst nehmen
        home: hört durch die Wand, wenn es um {x} geht, und tut, als wäre nichts
          | hat beim Thema {x} schon mit einer Leiter und zwei Abenden ausgeholfen
          | weiß aus dem Treppenhaus mehr über {x} als gewollt
          | bringt Suppe vorbei, wenn es mit {x} Ärger gibt
        young: fragt bei jedem Abendessen nach {x}
          | hat zum Stichwort {x} schon elf Bilder gemalt, eines im Dunkeln
          | will bis zum Sommer alles über {x} wissen
          | erklärt den jüngeren Kindern im Haus, was {x} bedeutet, und meistens stimmt es
          | führt ein geheimes Heft über {x}
        old: weiß noch, wie es war, als niemand zu {x} eine Meinung brauchte
          | hat beim Thema {x} drei Moden überlebt und sagt das gern
          | gibt Rat zum Thema {x}, gefragt oder nicht
          | erzählt zum Stichwort {x} immer dieselbe Geschichte, jedes Jahr etwas besser
        margin: trägt, fegt und wartet, wo andere über {x} reden
          | wird zum Thema {x} nie gefragt und wüsste einiges
          | wird nach Tagen bezahlt und hört nur von hinten im Raum von {x}
          | kennt {x} vor allem vom Aufräumen danach
    """),
    places=table_of("""
        africa: in Kenia | in Ghana | in Marokko
        asia: in Vietnam | in Jordanien | auf den Philippinen
        europe: in Portugal | in Polen | in Österreich
        latin_america_caribbean: in Peru | in Brasilien | auf Jamaika
        northern_america: in Kanada | in Ohio | auf Grönland
        oceania: auf Fidschi | in Neuseeland | auf Samoa
    """),
    education=words_of("""
        none: ohne einen Tag Schule
        primary: nur mit Grundschule
        secondary: mit Abitur
        vocational: mit einer Berufsausbildung
        bachelor: mit Bachelorabschluss
        master: mit Masterabschluss
        doctoral: mit Doktortitel
    """),
    genders=words_of("""
        female: eine Frau
        male: ein Mann
        nonbinary: nichtbinär
    """),
)
