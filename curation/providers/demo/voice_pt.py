"""Portuguese."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

PORTUGUESE: Final = Voice(
    language="pt",
    marks=("“", "”"),
    comma=", ",
    age="{n} anos",
    frames=(
        "{who}, {age}, {habit} e {reason}.",
        "{who}, {age}: {reason}. Além disso, {habit}.",
        "{who} de {age} que {habit} e {reason}.",
        "Aos {age}, {who} que {habit}; {reason}.",
    ),
    plain_frames=("{who} que {habit} e {reason}.", "{who}: {habit}; {reason}."),
    cues=cues_of("""
        food: pão cozinha receita açúcar sal sopa leite colher mel forno comida
        growing: abelha caixa cria mel quintal florada horta roça colheita maracujá semente jataí
        health: criança soro vômito evacuação bebê unidade saúde médic enfermeir caderneta fezes
        building: prédio obra apartamento elevador casa telhado pedreiro parede aluguel
        school: aluno escola aula professor lição turma estudo prova
        travel: barco trem estação ônibus viagem estrada turístic bicicleta porto
        nature: espécie ave floresta rio pesquisa clima mata animal
        craft: conserto sapateiro costureira rádio ferramenta máquina oficina peça
        culture: livro sino música coro biblioteca jornal editor língua toque igreja
        community: prefeitura feira moradores associação bairro lojista assinado organização vila abrigo
    """),
    people=people_of("""
        food: craft padeir[o|a] | service_sales cozinheir[o|a] de escola | elementary ajudante de cozinha
          | managers don[o|a] de um restaurante de bairro
        growing: agriculture apicultor[|a] | agriculture horticultor[|a]
          | agriculture pequen[o|a] agricultor[|a]
          | elementary apanhador[|a] de fruta
        health: professionals enfermeir[o|a] de família | technicians agente comunitári[o|a] de saúde
          | service_sales cuidador[|a] de idosos | professionals pediatra
        building: craft pedreir[o|a] | craft eletricista | service_sales zelador[|a] de prédio
          | elementary servente de obra
        school: professionals professor[|a] primári[o|a] | professionals professor[|a] de ciências
          | clerical secretári[o|a] de escola | student estudante de pedagogia
        travel: operators motorista de ônibus | operators barqueir[o|a] | elementary entregador[|a] de bicicleta
          | service_sales guia de turismo
        nature: professionals biólog[o|a] | technicians técnic[o|a] de laboratório | agriculture pescador[|a]
          | student estudante de geografia
        craft: craft sapateir[o|a] | craft [alfaiate|costureira] | craft relojoeir[o|a] | craft serralheir[o|a]
        culture: professionals bibliotecári[o|a] | service_sales livreir[o|a] | professionals regente de coro
          | professionals tradutor[|a]
        community: managers vereador[|a] | professionals jornalista de bairro | clerical atendente dos correios
          | professionals assistente social
        any: armed_forces sargent[o|a] do exército | managers gerente de armazém | managers diretor[|a] de hotel
          | professionals contabilista | technicians técnic[o|a] de som | clerical auxiliar administrativ[o|a]
          | service_sales cabeleireir[o|a] | agriculture pastor[|a] de cabras | craft carpinteir[o|a]
          | operators caminhoneir[o|a] | operators operador[|a] de grua | elementary faxineir[o|a]
          | elementary diarista | student alun[o|a] do ensino noturno | student estudante de direito
          | child [menino|menina] de escola | retired ferroviári[o|a] aposentad[o|a]
          | retired professor[|a] aposentad[o|a] | not_working soldador[|a] desempregad[o|a]
          | not_working [pai|mãe] sem emprego
    """),
    habits=habits_of("""
        anota num caderno as {marés} de cada manhã
        + conserta {rádios antigos} em troca de um café
        guarda numa lata {bilhetes de ônibus} com números bonitos
        joga {xadrez por correspondência} com alguém de outro continente
        aprende {língua de sinais} com uma prima
        volta para casa a pé pela {linha do trem}
        planta {tomates} na escada de incêndio
        não passa por um {sebo} sem entrar
        canta num {coro} que ninguém anuncia
        + pinta há dois anos a mesma {cadeira de cozinha}
        escreve {cartas ao jornal} e envia metade
        + dá {aulas de natação} aos domingos para principiantes tardios
        conhece todos os cães da rua e nenhum dos donos
        + poupa para um pequeno {veleiro}
        fotografa {letreiros de lojas} antes que os tirem
        + dorme mal e ouve à noite o {boletim do mar}
    """),
    plain_habits=habits_of("""
        aprende sobretudo com os outros
        tem família, pouco dinheiro e pouca paciência para frases longas
        prefere conselhos práticos a palavras bonitas
        lê à noite e faz perguntas de manhã
        prefere que lhe mostrem as coisas a que lhas expliquem
        começa agora no assunto e não tem vergonha disso
    """),
    reasons=table_of("""
        read: lê no ônibus tudo o que encontra sobre {x}
          | acompanha cada conversa sobre {x} e quase nunca se mete
          | tem de decidir alguma coisa sobre {x} antes do fim do mês
          | procura à noite o que se diz sobre {x}
          | quer ouvir quem conheça de verdade o assunto {x}
        write: respondeu a tantas perguntas sobre {x} que escrever tudo foi mais rápido
          | escreve sobre {x} como outros conversam no portão, mas com números
          | junta notas sobre {x} e faz delas instruções simples
          | põe no papel o que sabe sobre {x} antes que se perca
        like: gosta quando alguém fala sobre {x} sem se exibir
          | manda tudo o que há de sensato sobre {x} a três amigos e a uma tia
          | aprecia um relato honesto sobre {x}, com os fracassos incluídos
          | tem um fraco pelo assunto {x} e por gente caprichosa
        dislike: já ouviu falar sobre {x} o bastante para uma vida inteira e diz isso
          | acha que os conselhos sobre {x} vêm de quem tem mais tempo e dinheiro
          | desconfia do que se conta sobre {x} enquanto não se diz quem paga
          | recebeu um dia um mau conselho sobre {x} e não esquece
        work: discute sobre {x} em cada almoço desde o verão
          | faz a metade menos visível do trabalho em torno do assunto {x}
          | teve de explicar {x} a uma visita e nunca mais parou
          | pensa que os outros levam o assunto {x} a sério demais
        home: ouve falar sobre {x} através da parede e disfarça
          | emprestou uma escada e duas noites por causa do assunto {x}
          | sabe sobre {x} mais do que queria, pelas conversas no corredor
          | leva sopa quando alguma coisa corre mal com o assunto {x}
        young: pergunta sobre {x} em todos os jantares
          | fez onze desenhos sobre {x}, um deles no escuro
          | quer saber tudo sobre {x} até as férias
          | explica {x} aos primos menores e quase sempre acerta
          | tem um caderno secreto sobre {x}
        old: lembra-se do tempo em que ninguém precisava de opinião sobre {x}
          | sobreviveu a três modas sobre {x} e gosta de dizer isso
          | dá conselhos sobre {x}, mesmo sem ninguém pedir
          | conta uma história sobre {x} que melhora a cada ano
        margin: carrega, varre e espera onde outros falam sobre {x}
          | nunca é chamad[o|a] a opinar sobre {x} e teria muito a dizer
          | ganha por dia e ouve falar sobre {x} do fundo da sala
          | conhece o assunto {x} sobretudo pelo que fica para arrumar
    """),
    places=table_of("""
        africa: no Quênia | em Gana | em Marrocos
        asia: no Vietnã | na Jordânia | nas Filipinas
        europe: em Portugal | na Polônia | na Espanha
        latin_america_caribbean: no Peru | na Jamaica | no Brasil
        northern_america: no Canadá | em Ohio | na Groenlândia
        oceania: em Fiji | na Nova Zelândia | em Samoa
    """),
    education=words_of("""
        none: sem nunca ter ido à escola
        primary: só com o ensino primário
        secondary: com o ensino médio
        vocational: com um curso técnico
        bachelor: com licenciatura
        master: com mestrado
        doctoral: com doutorado
    """),
    genders=words_of("""
        female: mulher
        male: homem
        nonbinary: pessoa não binária
    """),
)
