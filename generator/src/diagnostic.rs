//! Diagnostics: problems of a document, with a code, a place in the author's file, a message and a fix.
//!
//! Stages push them into [`Diagnostics`] and continue. Messages are in lower case, without a full stop.

use std::collections::BTreeSet;
use std::fmt;

use crate::invisible::escape_invisible;
use crate::pointer::Place;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Information; the client is complete.
    Note,
    /// A part of the document is omitted or guessed; an error with `--strict`.
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

/// Defines the codes, each with its name and severity.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal, $severity:ident;)+) => {
        /// The kind of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of their definition.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name of the code, as messages show it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Returns the severity of diagnostics with this code.
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
    /// The text is YAML or JSON, but not an API description.
    NotAnApi = "not-an-api", Error;
    /// A part of the lock is invalid, or contradicts another part.
    LockInvalid = "lock-invalid", Error;

    /// A reference is unresolved or circular.
    DanglingReference = "dangling-reference", Warning;
    /// An item is malformed and omitted.
    Unreadable = "unreadable", Warning;
    /// The value of a keyword is malformed; the keyword is ignored.
    KeywordUnreadable = "keyword-unreadable", Warning;
    /// The document has no operation.
    NoOperations = "no-operations", Warning;
    /// The key of a response is not an HTTP status.
    StatusUnknown = "status-unknown", Warning;
    /// A path parameter is missing in the path template.
    ParameterNotInPath = "parameter-not-in-path", Warning;

    /// A name of the document is not available in Rust: it clashes with another name or is reserved.
    NameClash = "name-clash", Note;
    /// A schema is an alias of itself.
    AliasCircle = "alias-circle", Warning;
    /// The parts of a schema are incompatible; any value is accepted.
    PartsUntyped = "parts-untyped", Note;
    /// The type of a schema contradicts its other keywords.
    TypeContradicts = "type-contradicts", Warning;
    /// The value of a parameter has no defined text form; the parameter accepts a string.
    ParameterUntyped = "parameter-untyped", Note;
    /// The media type of a request body does not support its schema.
    BodyMediaUnused = "body-media-unused", Note;
    /// The id of an operation changed, and its names are locked.
    OperationRenamed = "operation-renamed", Note;
    /// Methods have adjacent arguments of one type, whose order is not locked.
    SameTypedParameters = "same-typed-parameters", Note;
    /// The arguments of a method have another order than before, but the same number.
    ArgumentsMoved = "arguments-moved", Warning;
    /// A conclusion differs from the locked one, which is kept.
    InferenceChanged = "inference-changed", Note;
    /// A part of a form declares headers that the client does not send.
    PartHeadersUnused = "part-headers-unused", Note;

    /// A response, parameter or security scheme declares an invalid header name.
    HeaderUnusable = "header-unusable", Note;
    /// The URL of a server is invalid.
    ServerUnusable = "server-unusable", Warning;

    /// The text is not valid UTF-8.
    NotUtf8 = "not-utf8", Error;
    /// Lists and maps exceed the maximum nesting depth.
    TooDeep = "too-deep", Error;
    /// YAML aliases expand beyond the size limit.
    AliasBomb = "alias-bomb", Error;
    /// A map has a duplicate key.
    DuplicateKey = "duplicate-key", Warning;
    /// A number is infinite or not a number.
    NotFinite = "not-finite", Warning;
    /// A document of a YAML stream is not an API description, but others are.
    StrayDocument = "stray-document", Warning;
    /// An API description does not declare its version.
    NoVersion = "no-version", Warning;
    /// A text passed as a catalog is not an APIs.json file.
    NotACatalog = "not-a-catalog", Error;
    /// A catalog entry is incomplete or contradicts another.
    CatalogEntry = "catalog-entry", Warning;
    /// The base URL of a catalog entry has no host.
    CatalogBaseUrl = "catalog-base-url", Warning;
    /// The documents of an API follow different specifications.
    MixedDialects = "mixed-dialects", Error;
    /// Two documents describe an operation differently.
    OperationDiffers = "operation-differs", Warning;
    /// Two documents have different definitions with the same name.
    DefinitionRenamed = "definition-renamed", Note;
    /// Two documents have different values for the API; one is kept.
    MergeKept = "merge-kept", Note;
    /// Two documents of an API have different servers.
    MergeHosts = "merge-hosts", Warning;
    /// The catalog and the document have different servers.
    CatalogDisagrees = "catalog-disagrees", Warning;
    /// The catalog lists a method that the document does not describe.
    EntryNotCovered = "entry-not-covered", Warning;
    /// A text passed as an overlay is not a valid overlay.
    OverlayInvalid = "overlay-invalid", Error;
    /// The target of an overlay action is not a valid JSONPath.
    OverlayTarget = "overlay-target", Error;
    /// An overlay action matches nothing in the document.
    OverlayNoMatch = "overlay-no-match", Error;
    /// An overlay action is not applicable to the value that it matches.
    OverlayMismatch = "overlay-mismatch", Error;
    /// An overlay adds too much to the document, or one of its targets visits too many values.
    OverlayTooLarge = "overlay-too-large", Error;
    /// An overlay extends a document with another name.
    OverlayExtends = "overlay-extends", Note;

    /// A path item has an operation under a key that is not a method.
    UnknownMethod = "unknown-method", Warning;
    /// A value has another type than the specification requires.
    WrongType = "wrong-type", Warning;
    /// An object lacks a required member.
    MissingMember = "missing-member", Warning;
    /// A member is not part of the specification.
    UnknownMember = "unknown-member", Note;
    /// A member next to `$ref` is ignored.
    BesideReference = "beside-reference", Note;
    /// A reference leads to another file.
    ExternalReference = "external-reference", Warning;
    /// Schemas consist only of references to each other.
    CircularReference = "circular-reference", Warning;
    /// The value of `type` is unknown.
    UnknownType = "unknown-type", Warning;
    /// The serialization of an array is unknown.
    UnknownListFormat = "unknown-list-format", Warning;
    /// A security scheme has an unknown type, or is required but not declared.
    UnknownSecurity = "unknown-security", Warning;
    /// A security scheme applies to the connection, not to requests.
    SecurityOfTransport = "security-of-transport", Note;
    /// An OAuth 2 flow lacks a URL.
    IncompleteFlow = "incomplete-flow", Warning;
    /// An operation has more than one request body.
    SecondBody = "second-body", Warning;
    /// A parameter cannot be sent as declared.
    UnusableParameter = "unusable-parameter", Warning;
    /// A parameter is declared twice.
    DuplicateParameter = "duplicate-parameter", Note;
    /// Several operations have the same operationId.
    DuplicateOperationId = "duplicate-operation-id", Note;
    /// An operation has `schemes` in a document without a host.
    SchemesWithoutHost = "schemes-without-host", Note;
    /// A keyword restricts values in a way that types do not express.
    LimitUnchecked = "limit-unchecked", Note;
    /// The document describes requests sent by the API.
    WebhooksUnused = "webhooks-unused", Note;
    /// A referenced file could not be read, or access to it is not allowed.
    FileUnread = "file-unread", Warning;
    /// A required property is not declared in its schema.
    RequiredUndeclared = "required-undeclared", Warning;

    /// An overlay action does not change the document.
    OverlayNoChange = "overlay-no-change", Warning;
    /// An overlay action adds existing values to lists.
    OverlayRepeats = "overlay-repeats", Note;

    /// The bounds of a schema exclude all values.
    LimitsContradict = "limits-contradict", Warning;

    /// A security scheme is not used by any operation.
    SchemeUnused = "scheme-unused", Note;

    /// A parameter is declared in the place of a credential that the client sends.
    ParameterIsCredential = "parameter-is-credential", Note;

    /// The declared pagination of an operation is not usable.
    PaginationUnusable = "pagination-unusable", Warning;

    /// An operation seems to be paginated, but its pagination is not concluded.
    PaginationIncomplete = "pagination-incomplete", Note;

    /// The value of an extension is malformed; the extension or a part of it is ignored.
    ExtensionUnreadable = "extension-unreadable", Warning;

    /// A page of documentation is too large.
    DocsTooLarge = "docs-too-large", Error;
    /// A page of documentation describes no operation of the document.
    DocsUnmatched = "docs-unmatched", Warning;
    /// A page of documentation describes an operation that the document lacks.
    DocsUnknownOperation = "docs-unknown-operation", Note;
    /// A page of documentation contradicts the document, which is kept.
    DocsContradiction = "docs-contradiction", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A problem found in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// The place in the author's file.
    pub place: Place,
    /// The line and column (from 1) if the parser reports them; otherwise `place` determines them.
    pub position: Option<(usize, usize)>,
    /// The problem: lower case, no full stop.
    pub message: String,
    /// The fix.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic. Invisible characters of its texts are escaped.
    #[must_use]
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, position: None, message: escape_invisible(&message.into()).into_owned(), help: None }
    }

    /// Sets the fix, which can have several lines.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        let lines: Vec<_> = help.split('\n').map(escape_invisible).collect();
        self.help = Some(lines.join("\n"));
        self
    }

    /// Sets the line and column (from 1) of a syntax error.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.position = Some((line, column));
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.code.severity(), self.code, self.message)?;
        write!(f, "\n  at {}", escape_invisible(&self.place.to_string()))?;
        if let Some((line, column)) = self.position {
            write!(f, " (line {line}, column {column})")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// The collection that all stages push diagnostics into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    known: BTreeSet<(Code, Place, String)>,
}

impl Diagnostics {
    /// Adds a diagnostic, unless it is already present: shared values are checked once per operation.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let Diagnostic { code, place, message, .. } = &diagnostic;
        if self.known.insert((*code, place.clone(), message.clone())) {
            self.list.push(diagnostic);
        }
    }

    /// Returns the diagnostics in the order of their detection.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Returns the number of diagnostics with a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.code.severity() == severity).count()
    }

    /// Returns `true` if there are errors, so that later stages do not run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}
