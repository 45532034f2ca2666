"""Spanish."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

SPANISH: Final = Voice(
    language="es",
    marks=("«", "»"),
    comma=", ",
    age="{n} años",
    frames=(
        "{who}, {age}, {habit} y {reason}.",
        "{who}, {age}: {reason}. Además, {habit}.",
        "A sus {age}, {who} que {habit} y {reason}.",
        "{who} de {age} que {habit}; {reason}.",
    ),
    plain_frames=("{who} que {habit} y {reason}.", "{who}: {habit}; {reason}."),
    cues=cues_of("""
        food: pan cocina receta aceite ajo almendra vinagre sal sopa leche horno uva comida
        growing: finca cafet cosecha siembra huerto campo árbol semilla productor ganado miel tierra
        health: paciente médic enfermer salud cadera operaron hospital medicin vacuna
        building: ascensor obra vecin edificio rehabilitación portal piso alquiler casa calefac
        school: alumno escuela clase fraccion maestr lección secundaria lámina niñ examen
        travel: autobús barco carretera tren viaje ruta bici puerto puente camión
        nature: especie ave bosque avifauna diversidad migrator río estudio clima conteo
        craft: taller telar oficio lanzadera lana herramienta máquina reparar tej aprendiz
        culture: libro novela coro música teatro cine canción museo poema
        community: ayuntamiento vecinos reunión ayuda asociación voto dinero precio crédito mercado
    """),
    people=people_of("""
        food: craft panader[o|a] | service_sales cociner[o|a] de un comedor escolar
          | elementary ayudante de cocina
          | managers dueñ[o|a] de una taberna
        growing: agriculture caficultor[|a] | agriculture apicultor[|a] | agriculture hortelan[o|a]
          | elementary temporer[o|a] de la fruta
        health: professionals enfermer[o|a] de pueblo | service_sales cuidador[|a] de ancianos
          | professionals farmacéutic[o|a] | professionals fisioterapeuta
        building: craft albañil | craft fontaner[o|a] | service_sales porter[o|a] de finca
          | technicians aparejador[|a]
          | elementary peón de obra
        school: professionals maestr[o|a] de primaria | professionals profesor[|a] de matemáticas
          | clerical secretari[o|a] de un instituto | student estudiante de magisterio
        travel: operators conductor[|a] de autobús | operators [marinero|marinera]
          | elementary repartidor[|a] en bicicleta
          | service_sales guía de montaña
        nature: professionals biólog[o|a] de campo | technicians técnic[o|a] de laboratorio
          | agriculture guarda forestal | student estudiante de biología
        craft: craft tejedor[|a] | craft [sastre|modista] | craft relojer[o|a] | craft cerrajer[o|a]
        culture: professionals bibliotecari[o|a] | service_sales librer[o|a]
          | professionals director[|a] de coro
          | professionals traductor[|a]
        community: managers concejal[|a] | professionals periodista local | clerical emplead[o|a] de correos
          | professionals trabajador[|a] social
        any: armed_forces sargent[o|a] del ejército | managers gerente de almacén
          | managers director[|a] de hotel
          | professionals contable | technicians técnic[o|a] de sonido | clerical administrativ[o|a]
          | service_sales peluquer[o|a] | agriculture pastor[|a] de ovejas | craft carpinter[o|a]
          | operators camioner[o|a]
          | operators gruista | elementary limpiador[|a] de oficinas | elementary jornaler[o|a]
          | student alumn[o|a] de la escuela nocturna | student estudiante de derecho
          | child [niño|niña] de colegio
          | retired ferroviari[o|a] jubilad[o|a] | retired maestr[o|a] jubilad[o|a]
          | not_working soldador[|a] en paro | not_working [padre|madre] sin empleo
    """),
    habits=habits_of("""
        apunta en una libreta las {mareas} de cada mañana
        + arregla {radios viejas} a cambio de un café
        guarda en una lata {billetes de autobús} con números bonitos
        juega al {ajedrez por correo} con alguien de otro continente
        aprende {lengua de signos} con una prima
        vuelve a casa a pie por la {vía del tren}
        cultiva {tomates} en la escalera de incendios
        no pasa por delante de una {librería de viejo} sin entrar
        canta en un {coro} que nadie anuncia
        + lleva dos años pintando la misma {silla de cocina}
        escribe {cartas al periódico} y envía la mitad
        + da {clases de natación} los domingos a principiantes tardíos
        conoce a todos los perros de la calle y a ninguno de los dueños
        + ahorra para un {velero pequeño}
        fotografía {rótulos de tiendas} antes de que los quiten
        + duerme mal y escucha de noche el {parte marítimo}
    """),
    plain_habits=habits_of("""
        aprende sobre todo de los demás
        tiene familia, poco dinero y poca paciencia con las frases largas
        prefiere el consejo práctico a las palabras bonitas
        lee por la noche y pregunta por la mañana
        prefiere que le enseñen las cosas a que se las cuenten
        es nuev[o|a] en el asunto y no lo oculta
    """),
    reasons=table_of("""
        read: lee en el autobús todo lo que encuentra sobre {x}
          | sigue cada discusión sobre {x} y casi nunca interviene
          | tiene que decidir algo sobre {x} antes de fin de mes
          | busca por las noches qué se dice de {x}
          | quiere oír a alguien que conozca de verdad el asunto de {x}
        write: ha contestado tantas preguntas sobre {x} que le salió más rápido escribirlo
          | escribe sobre {x} como otros hablan en la escalera, pero con cifras
          | reúne notas sobre {x} y las convierte en instrucciones sencillas
          | pone por escrito lo que sabe de {x} antes de que se olvide
        like: se alegra cuando alguien habla de {x} sin presumir
          | manda todo lo sensato sobre {x} a tres amigos y a una tía
          | agradece un relato honesto sobre {x}, fracasos incluidos
          | tiene debilidad por {x} y por la gente que se esmera
        dislike: está hasta la coronilla de oír hablar de {x} y lo dice
          | cree que los consejos sobre {x} vienen de gente con más tiempo y dinero
          | desconfía de lo que se cuenta sobre {x} mientras no se diga quién paga
          | recibió una vez un mal consejo sobre {x} y no lo olvida
        work: discute sobre {x} en cada almuerzo desde la primavera
          | hace la mitad menos visible del trabajo en torno a {x}
          | tuvo que explicar a una visita qué es eso de {x} y ya no ha parado
          | piensa que los demás se toman demasiado en serio lo de {x}
        home: oye hablar de {x} a través de la pared y disimula
          | ha prestado una escalera y dos tardes por un problema con {x}
          | sabe de {x} más de lo que quería, por las charlas del rellano
          | lleva sopa cuando algo sale mal con lo de {x}
        young: pregunta por {x} en todas las cenas
          | ha hecho once dibujos sobre {x}, uno a oscuras
          | piensa saberlo todo sobre {x} antes del verano
          | explica a sus primos pequeños qué es {x}, y casi siempre acierta
          | guarda un cuaderno secreto sobre {x}
        old: se acuerda de cuando nadie necesitaba opinar sobre {x}
          | ha sobrevivido a tres modas en lo de {x} y disfruta diciéndolo
          | da consejos sobre {x}, se los pidan o no
          | cuenta una historia sobre {x} que mejora cada año
        margin: carga, barre y espera donde otros hablan de {x}
          | nunca recibe preguntas sobre {x} y tendría mucho que decir
          | cobra por días y oye hablar de {x} desde el fondo de la sala
          | conoce lo de {x} sobre todo por lo que queda por recoger
    """),
    places=table_of("""
        africa: en Kenia | en Ghana | en Marruecos
        asia: en Vietnam | en Jordania | en Filipinas
        europe: en Portugal | en Polonia | en España
        latin_america_caribbean: en Perú | en Jamaica | en Brasil
        northern_america: en Canadá | en Ohio | en Groenlandia
        oceania: en Fiyi | en Nueva Zelanda | en Samoa
    """),
    education=words_of("""
        none: sin haber ido a la escuela
        primary: solo con la primaria
        secondary: con el bachillerato
        vocational: con formación profesional
        bachelor: con un grado universitario
        master: con un máster
        doctoral: con un doctorado
    """),
    genders=words_of("""
        female: mujer
        male: hombre
        nonbinary: persona no binaria
    """),
)
