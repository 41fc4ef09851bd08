"""Every setting, with what it does. Values only: `LHS_NAME` in the environment or in `.env` overrides NAME here.

`LHS_CONFIG` picks the class: Development (default), Testing or Production. Values are read as JSON where they are
JSON (`LHS_PORT=8080`, `LHS_SESSION_COOKIE_SECURE=false`, `LHS_ALLOWED_DOMAINS='["nhs.example"]'`), else as text.
"""


class Config:
    # Who runs this site. Not every learning health system is in the NHS.
    ORGANISATION_NAME = "Learning community"
    SITE_NAME = "lhs_community"
    ORGANISATION_LOGO = ""  # a file name below the data folder's `public/`, shown beside the name
    BRAND_COLOUR = "#005eb8"  # the header's colour, as #rrggbb; needs 4.5:1 against white

    # Secrets and addresses.
    SECRET_KEY = ""  # signs sessions: 32 or more random characters; required outside demo and development
    SEALING_KEY = ""  # opens who wrote posts without a name; empty: made of SECRET_KEY
    SEALING_KEYS_BEFORE: tuple[str, ...] = ()  # keys used before, which must go on opening what they sealed
    PUBLIC_URL = ""  # https://learning.example.org : links in mail are made from it; other Host names are refused
    TRUSTED_PROXIES = 0  # how many reverse proxies stand before the site and set X-Forwarded-*

    # Where things are kept.
    DATA_FOLDER = "instance"  # database, index, uploads; relative paths are taken from where the site is started
    INBOX_FOLDER = ""  # files measure-12-anything.csv or .xlsx dropped there are taken; empty: off
    DATABASE_URL = ""  # empty: SQLite in the data folder; or postgresql+psycopg://user:password@host/name
    REDIS_URL = ""  # redis://host:6379/0 makes several processes quick to tell each other; empty for one

    # Who may come in.
    ALLOWED_DOMAINS: tuple[str, ...] = ()  # people with an address there may register without an invitation
    GUESTS_MAY_READ = False  # may people who are not signed in read open communities?
    INVITATION_DAYS = 7
    QUESTIONS_PER_WEEK = 3  # how often somebody is asked, at most, in seven days
    RESET_MINUTES = 60
    SESSION_IDLE_HOURS = 12  # a session unused for so long has ended
    SESSION_DAYS = 30  # and so has one this old
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_HTTPONLY = True

    # Mail. Without a server mail is kept in the data folder's `outbox/`, for demos and development.
    MAIL_SERVER = ""
    MAIL_PORT = 587
    MAIL_USERNAME = ""
    MAIL_PASSWORD = ""
    MAIL_STARTTLS = True
    MAIL_FROM = "learning@localhost"

    # Limits.
    MAX_CONTENT_LENGTH = 12 * 1024 * 1024  # bytes in one request
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of text in one form
    MAX_FORM_PARTS = 400
    RATE_LIMITS = True
    MAX_ATTACHMENTS = 5  # files on one post; all that are sent at once must fit into MAX_CONTENT_LENGTH
    ATTACHMENT_MAX_MB = 8  # one file
    ATTACHMENTS_MB_PER_DAY = 100  # by one person within 24 hours

    # Behaviour.
    ANSWER_WITHIN_HOURS = 48  # a question is due so long after it was asked; who looks after it is told when it is
    CHAT_DIRECT_DAYS = 0  # messages between people directly are deleted after so many days; 0: they stay
    STALLED_AFTER_DAYS = 14  # an open discussion in which nobody has written for so long is shown to its convenors
    ANONYMOUS_FROM_MEMBERS = 5  # communities with fewer members offer no posting without one's name
    MENTION_MOST = 50  # people that one mention of a group may tell at once
    GUARD_ALLOW_TEST_NUMBERS = False  # let NHS numbers of the test range 999 pass the guard
    DIGEST_DEFAULT = "weekly"  # daily, weekly or never: what people get by mail who have not chosen
    SMALLEST_GROUP = 10  # figures about fewer people than this are withheld
    SUPPRESS_BELOW = 0  # smaller counts of a new measure are hidden from people outside its team; 0: none, 5 is usual
    REVIEW_MONTHS = 12  # a lesson is looked at again after so many months
    TIME_ZONE = "Europe/London"  # for guests, and where people have set none
    DEMO = False  # shows on the sign-in page who can sign in to the demo community
    EMBEDDED_WORKER = True  # run the worker inside the web process; False where `lhs-community worker` runs


class Development(Config):
    SESSION_COOKIE_SECURE = False
    GUESTS_MAY_READ = True


class Testing(Config):
    TESTING = True
    SECRET_KEY = "for tests only, never for a site"
    SESSION_COOKIE_SECURE = False
    RATE_LIMITS = False
    EMBEDDED_WORKER = False
    SOCKETIO_ASYNC_MODE = "threading"  # the tests' own process is not made cooperative
    GUESTS_MAY_READ = True


class Production(Config):
    SESSION_COOKIE_NAME = "__Host-session"
