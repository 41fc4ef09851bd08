"""lhs_community: the human infrastructure of a learning health system. What each folder is for:

convening      the workbench: what needs a convenor now, with what can be done about it
reports        how a community is doing: its health week by week, without ranking anybody
digest         what somebody missed, in ten minutes: as a page and by mail
writeups       what a project says to others: sponsor report, SQUIRE write-up, as PDF, Word and Markdown
home           start page, what is new for me, help, accessibility statement
expertise      finding the right person: what they say, what they have done; whom to put a question to
discussions    threads: ask, answer, mark what worked, summarise, close with an outcome
projects       shared improvement projects: aim, team, drivers, change ideas, PDSA cycles
diagnostics    looking into a problem: fishbone, five whys, process map, Pareto
measures       measures, their data, XmR charts and what the charts say in words
interpretations  what a signal on a chart means: readings blind first, then side by side
embedding      what becomes of an improvement once its project is handed over
tasks          who does what by when, on projects and cycles
programmes     many projects that measure one thing one way: shared definitions, charts side by side
decisions      what was decided, why, by whom, and when to look again
library        lessons learned: draft, review, publish, adopt
meetings       agendas, sign-up, calendar files and feeds, notes that lead to something
chat           channels for talking now; a message that matters becomes a thread
search         find anything you may read
moderation     reports that something should not be there, and what convenors make of them
notifications  who is told what
bookmarks      what somebody keeps for themselves, with a note and a reminder
unsealing      who wrote without a name: two roles together, for a serious reason

files          what hangs on posts: pictures made anew, PDF, tables
drafts         what somebody is still writing, kept until it is sent
presence       who else is editing the same page at this moment
chain          what led to what: the learning story, walked both ways
topics         what things are about: a controlled list with synonyms, and what members suggest
communities    communities, members, roles, invitations, following
accounts       people, signing in, sessions, profiles
safety         the guard against identifiable information
foundation     database, bus, subjects, panels, web edge, text: no word of the field
app, cli, demo the roof, the command line, the invented community
"""
