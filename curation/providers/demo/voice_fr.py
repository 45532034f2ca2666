"""French."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

FRENCH: Final = Voice(
    language="fr",
    marks=("« ", " »"),
    comma=", ",
    age="{n} ans",
    frames=(
        "{who}, {age}, {habit} et {reason}.",
        "{who}, {age} : {reason}. Le reste du temps, {habit}.",
        "{who} de {age} qui {habit} et {reason}.",
        "À {age}, {who} qui {habit} ; {reason}.",
    ),
    plain_frames=("{who} qui {habit} et {reason}.", "{who} : {habit} ; {reason}."),
    cues=cues_of("""
        food: pain cuisine recette soupe tarte beurre lait huile four repas cantine menu sardine
        growing: jardin champ ferme récolte abeille olivier bergerie verger semence pomme troupeau
        health: patient médecin infirm santé hôpital psychologue soin pharmac remède
        building: travaux préau devis toit mur chauffage immeuble maison plombier chantier
        school: école élève classe enseignant rentrée directrice leçon scolaire enfant cp
        travel: sentier col refuge chien balisage bateau mer bus route train vélo phare chalutier voyage orage
        nature: espèce oiseau forêt rivière étude climat montagne roche source animal
        craft: machine couture aiguille fil courroie navette huile outil atelier réparer charnière pince
        culture: chorale chant musique voix livre roman messe soprano basse chanson film théâtre portugais
        community: mairie parents conseil cotisation séance commune association vente vote poste budget
    """),
    people=people_of("""
        food: craft boulang[er|ère] | service_sales cuisin[ier|ière] de cantine | elementary aide de cuisine
          | managers patron[|ne] d'un petit café
        growing: agriculture maraîch[er|ère] | agriculture apicult[eur|rice] | agriculture berg[er|ère]
          | elementary saisonn[ier|ière] des vergers
        health: professionals infirm[ier|ière] de campagne | service_sales aide-soignant[|e]
          | professionals pharmacien[|ne] | professionals kinésithérapeute
        building: craft maçon[|ne] | craft plomb[ier|ière] | service_sales gardien[|ne] d'immeuble
          | technicians métreu[r|se] | elementary manœuvre
        school: professionals institut[eur|rice] | professionals professeur[|e] de mathématiques
          | clerical secrétaire d'école | student étudiant[|e] en sciences de l'éducation
        travel: operators conduct[eur|rice] de bus | operators matelot | elementary cours[ier|ière] à vélo
          | service_sales accompagnat[eur|rice] de randonnée
        nature: professionals géologue | technicians technicien[|ne] de laboratoire
          | agriculture garde forest[ier|ière]
          | student étudiant[|e] en biologie
        craft: craft couturi[er|ère] | craft mécanicien[|ne] de précision | craft horlog[er|ère]
          | craft serruri[er|ère]
        culture: professionals bibliothécaire | service_sales libraire | professionals chef[|fe] de chœur
          | professionals traduct[eur|rice]
        community: managers adjoint[|e] au maire | professionals journaliste de la presse locale
          | clerical employé[|e] de mairie | professionals assistant[|e] social[|e]
        any: armed_forces sergent[|e] de l'armée de terre | managers responsable d'entrepôt
          | managers direct[eur|rice] d'hôtel | professionals comptable | technicians technicien[|ne] du son
          | clerical secrétaire | service_sales coiffeu[r|se] | agriculture ostréicult[eur|rice]
          | craft menuisi[er|ère] | operators chauffeur[|e] routi[er|ère] | operators grutier[|e]
          | elementary agent[|e] de nettoyage | elementary journal[ier|ière] | student étudiant[|e] en droit
          | student élève de cours du soir | child [écolier|écolière] | retired cheminot[|e] à la retraite
          | retired institut[eur|rice] à la retraite | not_working soudeu[r|se] au chômage
          | not_working [père|mère] au foyer
    """),
    habits=habits_of("""
        note dans un carnet les {marées} de chaque matin
        + répare de vieux {postes de radio} pour le prix d'un café
        garde des {tickets de bus} aux beaux numéros dans une boîte
        joue aux {échecs par correspondance} avec quelqu'un d'un autre continent
        apprend la {langue des signes} avec une cousine
        rentre à pied le long de la {voie ferrée} pour économiser
        cultive des {tomates} sur un escalier de secours
        ne passe jamais devant une {librairie d'occasion} sans entrer
        tient un {herbier} que personne n'a demandé à voir
        + repeint depuis deux ans la même {chaise de cuisine}
        écrit des {lettres au journal} et en poste la moitié
        + donne le dimanche des {cours de natation} à des débutants tardifs
        connaît tous les chiens de la rue et aucun de leurs maîtres
        + économise pour un petit {voilier}
        photographie des {enseignes} avant qu'on les décroche
        + dort mal et écoute la nuit la {météo marine}
    """),
    plain_habits=habits_of("""
        apprend surtout des autres
        a une famille, peu d'argent et peu de patience pour les longues phrases
        aime les conseils pratiques et se méfie des belles paroles
        lit le soir et pose ses questions le matin
        préfère qu'on lui montre plutôt qu'on lui explique
        débute dans le domaine et n'en a pas honte
    """),
    reasons=table_of("""
        read: lit dans le bus tout ce qui paraît sur le thème {x}
          | suit chaque discussion où revient le mot {x}, presque sans y prendre part
          | doit décider quelque chose au sujet de {x} avant la fin du mois
          | cherche le soir ce que d'autres savent au sujet de {x}
          | voudrait entendre quelqu'un qui s'y connaît vraiment en matière de {x}
        write: a répondu à tant de questions sur {x} que tout écrire allait plus vite
          | écrit sur le thème {x} comme d'autres bavardent au marché, chiffres en plus
          | prend des notes au mot {x} et en tire des consignes simples pour les autres
          | met par écrit ce qui s'apprend au sujet de {x} avant que cela se perde
        like: se réjouit quand quelqu'un parle sans frime de {x}
          | transmet à trois amis tout ce qui se dit de sensé sur {x}
          | aime les récits honnêtes où il est question de {x}, échecs compris
          | a un faible pour le sujet {x} et pour les gens qui s'appliquent
        dislike: soupire au seul mot {x} et ne s'en cache pas
          | trouve que les conseils sur {x} viennent de gens plus riches et moins pressés
          | se méfie de tout discours sur {x} qui ne dit pas qui paie
          | a reçu un jour un mauvais conseil au sujet de {x} et ne l'oublie pas
        work: débat du sujet {x} à chaque pause de midi depuis le printemps
          | fait la moitié la moins visible du travail quand il s'agit de {x}
          | a expliqué un jour le mot {x} à des visiteurs et n'a plus cessé
          | pense que tous les autres prennent le sujet {x} trop au sérieux
        home: entend parler de {x} à travers la cloison et n'en dit rien
          | a prêté une échelle et deux soirées un jour où il s'agissait de {x}
          | en sait sur le sujet {x} plus que prévu, à force de conversations dans l'escalier
          | apporte de la soupe quand le mot {x} annonce des ennuis
        young: pose à chaque dîner une question sur {x}
          | a fait onze dessins sur le thème {x}, dont un dans le noir
          | compte tout savoir avant l'été au sujet de {x}
          | explique le mot {x} aux cousins plus petits, et c'est presque toujours juste
          | tient un carnet secret sur {x}
        old: se rappelle le temps où personne n'avait d'avis au sujet de {x}
          | a survécu à trois modes sur le thème {x} et aime le dire
          | donne des conseils au sujet de {x}, même sans qu'on en demande
          | raconte au mot {x} une histoire qui s'améliore chaque année
        margin: porte, balaie et attend là où d'autres parlent de {x}
          | n'est jamais interrogé[|e] au sujet de {x} et en aurait long à dire
          | touche sa paie à la journée et entend parler de {x} du fond de la salle
          | ne connaît le sujet {x} que par ce qu'il faut ranger ensuite
    """),
    places=table_of("""
        africa: au Kenya | au Ghana | au Maroc
        asia: au Vietnam | en Jordanie | aux Philippines
        europe: au Portugal | en Pologne | en Belgique
        latin_america_caribbean: au Pérou | à la Jamaïque | au Brésil
        northern_america: au Canada | dans l'Ohio | au Groenland
        oceania: aux Fidji | en Nouvelle-Zélande | aux Samoa
    """),
    education=words_of("""
        none: sans être jamais allé[|e] à l'école
        primary: avec le seul certificat de l'école primaire
        secondary: avec le baccalauréat
        vocational: avec un diplôme professionnel
        bachelor: avec une licence
        master: avec un master
        doctoral: avec un doctorat
    """),
    genders=words_of("""
        female: une femme
        male: un homme
        nonbinary: personne non binaire
    """),
)
