"""Words that tell the name of a private person from other words with a capital letter."""

from typing import Final

_GIVEN: Final = (
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony"
    " mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan"
    " jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander"
    " raymond patrick jack dennis jerry tyler aaron jose adam nathan henry peter kyle simon oliver harry lewis"
    " noah liam ethan lucas owen max leo oscar arthur mary patricia jennifer linda elizabeth barbara susan jessica"
    " sarah karen lisa nancy betty margaret sandra ashley emily donna michelle carol amanda melissa deborah"
    " stephanie rebecca laura sharon cynthia kathleen amy angela anna ruth brenda pamela nicole katherine samantha"
    " christine emma catherine virginia rachel carolyn janet maria heather diane julie joyce victoria kelly"
    " christina joan evelyn lauren judith olivia martha cheryl megan andrea hannah jacqueline gloria jane jean"
    " alice ann anne abigail helen claire charlotte sophie sophia lucy grace chloe ella mia zoe isabella ava nora"
    " rose carlos juan luis miguel jorge pedro antonio manuel francisco javier diego alejandro fernando rafael"
    " sergio pablo andres andrés ricardo eduardo roberto mario jesús álvaro ramón carmen lucia lucía josefa isabel"
    " pilar marta elena rosa ana teresa cristina beatriz sofia sofía valentina camila gabriela daniela mariana"
    " guadalupe dolores inés joão tiago rui paulo marcos gustavo felipe thiago fernanda juliana luciana patrícia"
    " aline larissa pierre michel philippe alain jacques nicolas françois laurent julien antoine mathieu louis"
    " guillaume marie nathalie isabelle sylvie françoise monique camille léa manon aurélie élodie céline hélène"
    " amélie hans klaus jürgen wolfgang stefan andreas matthias jan tobias sebastian florian lukas jonas dieter"
    " uwe heinz ursula monika petra sabine renate helga karin brigitte ingrid heike katrin anja lena greta hanna"
    " lea annika jana giuseppe giovanni luigi marco luca matteo alessandro lorenzo paolo stefano giulia chiara"
    " francesca sara martina giorgia silvia paola alessia federica piotr krzysztof andrzej tomasz paweł michał"
    " marcin jakub katarzyna małgorzata agnieszka ewa magdalena joanna zofia willem johan kees pieter sanne anouk"
    " femke daan bram ivan dmitri sergei alexei olga natalia svetlana irina tatiana anastasia ekaterina oksana"
    " иван дмитрий сергей алексей андрей михаил ольга наталья светлана ирина татьяна анна елена мария екатерина"
    " mohammed muhammad mohamed ahmed ali hassan hussein omar ibrahim yusuf khalid mustafa fatima aisha khadija"
    " maryam zainab layla amina noor leila yasmin abdullah tariq mehmet ayşe fatma emine zeynep elif hüseyin emre"
    " amit rahul raj sanjay vijay ravi suresh rajesh arjun priya anita sunita pooja neha kavita lakshmi deepa"
    " ananya wei li min jing yan hui xin mei ling yuki hiroshi kenji takashi akira haruto yoko keiko naoko sakura"
    " aiko minh anh linh thi nguyen nguyễn trần lê siti dewi budi agus sri putri kwame kofi ama akua chidi ngozi"
    " chinedu emeka adaeze oluwaseun amara thabo sipho nomvula wanjiru kamau otieno juma asha neema baraka zuri"
    " lars erik astrid sven bjorn björn freya siobhan sean aoife niamh declan ciaran"
)
_NO_SURNAME: Final = (
    "seuss who pepper martens strangelove watson holle bean spock america universe world right perfect president"
    " speaker chairman everything robot bovary tussauds tussaud marvel manners congeniality saigon butterfly of in"
    " at and or the emeritus anfang mitte ende mutter doktor dr prof professor und oder rossi verdi"
)
_PARTICLES: Final = "de da dos del della di du van von der den ter bin ibn al el la le y af zu"

GIVEN_NAMES: Final = frozenset(_GIVEN.split())
"""Given names that are widely borne, in lower case; our own choice, by language."""

NO_SURNAMES: Final = frozenset(_NO_SURNAME.split())
"""What follows a title without being a private person's name: Dr. Seuss, Miss Universe, Frau Anfang vierzig."""

PARTICLES: Final = frozenset(_PARTICLES.split())
"""Words in lower case within a family name."""
