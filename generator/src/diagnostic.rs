//! What a document got wrong, said so that its author can act on it.
//!
//! A diagnostic has a code (the catalogue below), a place in the author's file, a message (lower case, no full stop)
//! and, where there is one, a remedy. Stages push them into a [`Diagnostics`] sink and go on.

use std::collections::BTreeSet;
use std::fmt;

use crate::pointer::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the client is complete.
    Note,
    /// Something of the document is lost or guessed at; `--strict` makes it an error.
    Warning,
    /// The run ends without output.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Declares the catalogue: each code with its written form, its severity and what it means.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal, $severity:ident;)+) => {
        /// The catalogue of diagnostics.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in catalogue order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The written form, as messages show it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// How bad a diagnostic of this code is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// The text is neither YAML nor JSON.
    NotYaml = "not-yaml", Error;
    /// The text is YAML or JSON, but no API description.
    NotAnApi = "not-an-api", Error;

    /// A reference leads nowhere, or back to itself.
    DanglingReference = "dangling-reference", Warning;
    /// An item could not be read as what it should be, and is left out.
    Unreadable = "unreadable", Warning;
    /// A keyword's value could not be read, and the keyword is left out.
    KeywordUnreadable = "keyword-unreadable", Warning;
    /// The description has no operation that can be called.
    NoOperations = "no-operations", Warning;
    /// A response stands under something that is no HTTP status.
    StatusUnknown = "status-unknown", Warning;
    /// A path parameter whose name the path does not have.
    ParameterNotInPath = "parameter-not-in-path", Warning;

    /// A name that the document gives cannot be kept in Rust: another becomes the same, or the client has one like it.
    NameClash = "name-clash", Note;
    /// A schema is an alias of itself.
    AliasCircle = "alias-circle", Warning;
    /// A schema brings together parts that do not fit, and any value is accepted instead.
    PartsUntyped = "parts-untyped", Note;
    /// A schema's type and its other keywords contradict each other.
    TypeContradicts = "type-contradicts", Warning;
    /// An argument takes something that text carries in no plain way, and takes text instead.
    ArgumentUntyped = "argument-untyped", Note;
    /// A body has a media type that its value cannot be written as.
    BodyMediaUnused = "body-media-unused", Note;
    /// A part of a form has headers that the client does not send.
    PartHeadersUnused = "part-headers-unused", Note;

    /// A response, a parameter or a security scheme declares a header whose name no header can have.
    HeaderUnusable = "header-unusable", Note;
    /// No request can be sent to the URL of a server.
    ServerUnusable = "server-unusable", Warning;

    /// A byte of the text belongs to no character.
    NotUtf8 = "not-utf8", Error;
    /// Lists and maps are nested absurdly deep.
    TooDeep = "too-deep", Error;
    /// Aliases make far more of the text than it holds.
    AliasBomb = "alias-bomb", Error;
    /// A map has a key more than once.
    DuplicateKey = "duplicate-key", Warning;
    /// A number is infinite or not a number.
    NotFinite = "not-finite", Warning;
    /// One document of a stream is no API description, while others are.
    StrayDocument = "stray-document", Warning;
    /// An API description does not say which version it follows.
    NoVersion = "no-version", Warning;
    /// A text given as a catalogue is no APIs.json.
    NotACatalog = "not-a-catalog", Error;
    /// A catalogue's entry says too little, or contradicts another.
    CatalogEntry = "catalog-entry", Warning;
    /// A catalogue's base URL names no host.
    CatalogBaseUrl = "catalog-base-url", Warning;
    /// The documents of one API follow different specifications.
    MixedDialects = "mixed-dialects", Error;
    /// Two documents describe one operation differently.
    OperationDiffers = "operation-differs", Warning;
    /// Two documents define different things under one name.
    DefinitionRenamed = "definition-renamed", Note;
    /// Two documents say different things of the whole API, and one is kept.
    MergeKept = "merge-kept", Note;
    /// Two documents of one API send requests to different places.
    MergeHosts = "merge-hosts", Warning;
    /// The catalogue and the document send requests to different places.
    CatalogDisagrees = "catalog-disagrees", Warning;
    /// The catalogue lists a method that the document does not describe.
    EntryNotCovered = "entry-not-covered", Warning;
    /// A text given as an overlay is none, or has what the format does not.
    OverlayInvalid = "overlay-invalid", Error;
    /// An overlay's action has a target that is no JSONPath.
    OverlayTarget = "overlay-target", Error;
    /// An overlay's action matches nothing in the document.
    OverlayNoMatch = "overlay-no-match", Error;
    /// An overlay's action does not fit what it matches.
    OverlayMismatch = "overlay-mismatch", Error;
    /// An overlay is made for a document of another name.
    OverlayExtends = "overlay-extends", Note;

    /// A path item has an operation under a key that is no method.
    UnknownMethod = "unknown-method", Warning;
    /// A value is of another type than the specification asks for.
    WrongType = "wrong-type", Warning;
    /// An object lacks the member without which it is of no use.
    MissingMember = "missing-member", Warning;
    /// A member is not of the specification.
    UnknownMember = "unknown-member", Note;
    /// A member beside a reference says nothing.
    BesideReference = "beside-reference", Note;
    /// A reference leads into another file.
    ExternalReference = "external-reference", Warning;
    /// Schemas are declared to be nothing but each other.
    CircularReference = "circular-reference", Warning;
    /// The word given for a type is none.
    UnknownType = "unknown-type", Warning;
    /// A list of values is written in a way that is not known.
    UnknownListFormat = "unknown-list-format", Warning;
    /// A security scheme is of no known kind, or is asked for but not declared.
    UnknownSecurity = "unknown-security", Warning;
    /// A security scheme is the connection's, and not of requests.
    SecurityOfTransport = "security-of-transport", Note;
    /// An OAuth 2 flow lacks a URL.
    IncompleteFlow = "incomplete-flow", Warning;
    /// An operation has more than one body.
    SecondBody = "second-body", Warning;
    /// A parameter cannot be sent as it is declared.
    UnusableParameter = "unusable-parameter", Warning;
    /// A parameter is given twice.
    DuplicateParameter = "duplicate-parameter", Note;
    /// An operationId is given to several operations.
    DuplicateOperationId = "duplicate-operation-id", Note;
    /// An operation has schemes of its own in a document without a host.
    SchemesWithoutHost = "schemes-without-host", Note;
    /// A keyword rules values out in a way that types do not show.
    LimitUnchecked = "limit-unchecked", Note;
    /// The document describes requests that the API sends.
    WebhooksUnused = "webhooks-unused", Note;
    /// A file that a document refers to could not be read, or must not be.
    FileUnread = "file-unread", Warning;
    /// A property is required that no part of its schema declares.
    RequiredUndeclared = "required-undeclared", Warning;

    /// An overlay's action leaves the document as it is.
    OverlayNoChange = "overlay-no-change", Warning;
    /// An overlay's action adds to lists what they have already.
    OverlayRepeats = "overlay-repeats", Note;

    /// The limits of a schema leave no value.
    LimitsContradict = "limits-contradict", Warning;

    /// A security scheme is declared, and no operation takes it.
    SchemeUnused = "scheme-unused", Note;

    /// What an operation says of its pages cannot be used.
    PaginationUnusable = "pagination-unusable", Warning;

    /// An extension of this generator's own could not be read, and is left out.
    ExtensionUnreadable = "extension-unreadable", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// Where, in the author's file.
    pub place: Place,
    /// Line and column (from 1), where the reader of the text knew them; else they are looked up by `place`.
    pub position: Option<(usize, usize)>,
    /// What: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding at a place.
    #[must_use]
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, position: None, message: message.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the line and column (from 1) at which the text itself is at fault.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.position = Some((line, column));
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.code.severity(), self.code, self.message)?;
        write!(f, "\n  at {}", self.place)?;
        if let Some((line, column)) = self.position {
            write!(f, " (line {line}, column {column})")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// The sink every stage reports into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    known: BTreeSet<(Code, Place, String)>,
}

impl Diagnostics {
    /// Adds a finding. The same one is kept once: what several operations share is looked at for each of them.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let Diagnostic { code, place, message, .. } = &diagnostic;
        if self.known.insert((*code, place.clone(), message.clone())) {
            self.list.push(diagnostic);
        }
    }

    /// The findings, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many findings are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.code.severity() == severity).count()
    }

    /// Whether a stage found something that makes the rest meaningless.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}
