"""English."""

from typing import Final

from curation.providers.demo.hub_voice import Voice, cues_of, habits_of, people_of, table_of, words_of

ENGLISH: Final = Voice(
    language="en",
    marks=("", ""),
    comma=", ",
    age="{n}",
    frames=(
        "{who}, {age}, {habit}; {reason}.",
        "{a who} of {age} who {habit} and {reason}.",
        "{who}, {age}, {reason}, and {habit}.",
        "At {age}, {a who} {habit}, and {reason}.",
        "{a who}, {age}, who {reason}; {habit}.",
    ),
    plain_frames=(
        "{a who} who {habit} and {reason}.",
        "{who} who {habit}; {reason}.",
    ),
    cues=cues_of("""
        food: bread loaf loaves dough yeast bak cook soup fish simmer oven recipe kitchen butter milk cheese chef sauce
        growing: garden plot hedge hive bee farm crop seed soil harvest orchard vine allotment grower goat rye herd
        health: patient nurse foot hearing doctor clinic diabet hospital medic audiolog therap illness dose ulcer
        building: builder building contractor roof brick heating boiler house lift wall construction plumb
        school: pupil school teacher lesson class children child student homework exam reading learn tutor
        travel: bus bridge ferry boat bicycle cycl road lock harbour canal traffic train travel ride wind driver island
        nature: turtle nest beach bird forest species moon planet research data climate animal river study volcano
        craft: repair workshop tool engine shaft pin bolt clock instrument violin saw grease plane mend machine
        culture: book novel choir music paint museum film stage poem song theatre cello sing librar letter
        community: council committee member vote association payment firm wage law public safety money market union
    """),
    people=people_of("""
        food: craft village baker | service_sales school cook | elementary kitchen porter | managers café owner
          | service_sales street-food seller
        growing: agriculture market gardener | agriculture beekeeper | agriculture fruit grower
          | elementary fruit picker
          | agriculture goat farmer
        health: professionals community nurse | service_sales care worker | technicians pharmacy technician
          | professionals physiotherapist | professionals family doctor
        building: craft bricklayer | craft plumber | technicians building inspector
          | elementary building-site labourer
          | managers owner of a small building firm
        school: professionals primary-school teacher | service_sales teaching assistant
          | clerical school secretary
          | student trainee teacher | professionals maths tutor
        travel: operators bus driver | operators ferry deckhand | elementary bicycle courier
          | service_sales tour guide
          | technicians harbour pilot
        nature: professionals field biologist | technicians laboratory technician | agriculture inshore fisher
          | student biology student | professionals science reporter
        craft: craft instrument maker | craft bicycle mechanic | craft locksmith | operators machine operator
          | craft [tailor|seamstress|tailor]
        culture: professionals librarian | professionals choir director | service_sales bookseller
          | professionals translator | professionals theatre dramaturge
        community: managers town councillor | clerical post-office clerk | professionals local reporter
          | elementary market porter | professionals social worker
        any: armed_forces army sergeant | armed_forces navy corporal | managers warehouse manager
          | managers hotel manager
          | professionals accountant | technicians sound technician | clerical payroll clerk
          | clerical receptionist
          | service_sales hairdresser | service_sales night-time security guard | agriculture shepherd
          | craft carpenter
          | operators lorry driver | operators crane operator | elementary office cleaner
          | elementary day labourer
          | student evening-school student | student first-year law student
          | child [schoolboy|schoolgirl|school pupil]
          | child [boy|girl|child] in the first year of secondary school
          | retired retired railway worker | retired retired dressmaker | not_working unemployed welder
          | not_working stay-at-home [father|mother|parent]
    """),
    habits=habits_of("""
        keeps a log of {the morning tides}
        + mends {old radios} for the price of a coffee
        saves {bus tickets} with good numbers in a tin
        plays {chess by post} with a stranger in another time zone
        is learning {sign language} from a cousin
        walks home along {the railway line} to save the fare
        grows {tomatoes} on a fire escape
        cannot pass {second-hand bookshops} without going in
        + sings in {small choirs} that nobody advertises
        + has been repainting {kitchen chairs} for two years
        writes long letters to {the local paper} and posts about half
        + teaches {swimming} to late beginners on Sundays
        knows every dog in the street and none of [its|its] owners
        + is saving for {sailing lessons}
        photographs {shop signs} before they are taken down
        collects {misprinted stamps} and trusts no perfect ones
        repairs {umbrellas} for the whole staircase
        is teaching a grandparent to use {video calls}
        keeps {hens} on a balcony against the rules
        + referees {children's football} on wet Saturdays
        reads {obituaries} first and the weather last
        carves {spoons} on the late train
        + looks after {lending shelves} in three stairwells
        + sleeps badly and listens to {the shipping forecast}
    """),
    plain_habits=habits_of("""
        learns mostly from other people, and gladly
        has a family, a budget and little patience for long words
        likes practical advice and distrusts fine phrases
        reads in the evening and asks questions in the morning
        would rather be shown a thing than told about it
        is new to the subject and not ashamed of it
    """),
    reasons=table_of("""
        read: reads whatever turns up about {x}, on the bus, twice if there are figures in it
          | follows every discussion about {x} and rarely says a word in it
          | has a decision to make about {x} before the month is out
          | looks up {x} late at night, because by day nobody explains it
          | wants to hear from somebody who has really dealt with {x}
          | has questions about {x} that a search has not answered so far
        write: has answered so many questions about {x} that writing it all down was quicker
          | writes about {x} the way others talk over a fence, with figures
          | keeps notes on {x} and turns them into plain instructions for others
          | puts experience with {x} on paper before it is forgotten
          | drafts three versions of anything on {x} and prints the shortest
        like: is pleased whenever somebody speaks of {x} without showing off
          | passes anything sensible about {x} on to three friends and an aunt
          | enjoys an honest account of {x}, the failures included
          | has a soft spot for {x} and for people who take pains
          | warms at once to anyone who knows the details of {x}
        dislike: has heard enough about {x} for one lifetime and says so
          | finds that most advice on {x} comes from people with more time and money
          | distrusts anything said of {x} that leaves out who pays
          | was once badly advised about {x} and has not forgotten
          | would rather see {x} left alone, and loses patience early
        work: has argued about {x} in every lunch break since spring
          | does the less visible half of the work around {x}
          | once had to explain {x} to a visitor and has not stopped since
          | thinks that everybody else takes {x} far too seriously
        home: hears about {x} through the wall and pretends not to
          | has lent a ladder and two evenings to somebody's trouble with {x}
          | knows more about {x} than intended, from talks on the stairs
          | brings soup whenever something goes wrong with {x}
        young: asks about {x} at every supper
          | has drawn {x} eleven times, once in the dark
          | intends to know everything about {x} by summer
          | explains {x} to younger cousins, mostly correctly
          | keeps a notebook on {x} and lets nobody read it
          | wants the truth about {x}, and not the version for children
          | has bet two marbles on being right about {x}
        old: remembers when nobody needed an opinion on {x}
          | has outlived three fashions in {x} and enjoys saying so
          | gives advice on {x}, asked or not
          | tells one story about {x}, a little better each year
        margin: carries, sweeps and waits where others talk about {x}
          | is never asked about {x} and could tell them a thing or two
          | is paid by the day and hears about {x} from the back of the room
          | knows {x} mainly from clearing up afterwards
    """),
    places=table_of("""
        africa: in Kenya | in Ghana | in Morocco
        asia: in Vietnam | in Jordan | in the Philippines
        europe: in Portugal | in Poland | in Scotland
        latin_america_caribbean: in Peru | in Jamaica | in Brazil
        northern_america: in Canada | in Ohio | in Greenland
        oceania: in Fiji | in New Zealand | in Samoa
    """),
    education=words_of("""
        none: never sent to school
        primary: with primary school and no more
        secondary: with a secondary-school certificate
        vocational: with a vocational diploma
        bachelor: with a bachelor's degree
        master: with a master's degree
        doctoral: with a doctorate
    """),
    genders=words_of("""
        female: a woman
        male: a man
        nonbinary: nonbinary
    """),
)
