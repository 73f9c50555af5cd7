//! Credentials that stand among the arguments of calls, and the security schemes that they make.
//!
//! Comes in: a spec, and the roles of its arguments. Goes out: for each credential that stands for the caller that the
//! client supplies it, and a scheme where the document declares none. What a call is about stays its argument: the
//! token it revokes, the parts of the grant that it asks for.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::settle::{DECLARED, is_open};
use super::words::{self, Prose};
use super::{Aspect, Candidate, Fact, Inference, Inferences, Role, Scheme, Supply, Way};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Operation, Spec};

/// The rule of what follows from the role of a credential.
const RULE: &str = "credential-of-the-client";

/// A credential that calls of an operation carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'i> {
    /// The name of its security scheme.
    pub scheme: &'i str,
    /// Whether a call without it is wrong.
    pub required: bool,
}

/// The credentials that an operation lists among its arguments and the client supplies, in document order.
#[must_use]
pub fn asks<'i>(operation: &Operation, inferences: &'i Inferences) -> Vec<Ask<'i>> {
    let asked = operation.arguments.iter().filter_map(|argument| {
        let answers = inferences.get(&argument.pointer)?;
        let Fact::Supply(Supply::Credential(scheme)) = &answers.get(&Aspect::Supply)?.chosen.fact else { return None };
        let told = answers.get(&Aspect::Required).is_some_and(|answer| answer.chosen.fact == Fact::Required(true));
        Some(Ask { scheme, required: argument.required || told })
    });
    asked.collect()
}

/// More optional credentials than these are taken together, one by one or not at all: their sets are too many.
const FEW: usize = 4;

/// The ways to meet what is asked, the fullest first: the required ones are in each, and the optional ones in every
/// choice of some of them.
#[must_use]
pub fn ways<'i>(asks: &[Ask<'i>]) -> Vec<Vec<&'i str>> {
    let of = |required| asks.iter().filter(move |ask| ask.required == required).map(|ask| ask.scheme);
    let optional: Vec<&str> = of(false).collect();
    let mut choices: Vec<Vec<&str>> = vec![Vec::new()];
    if optional.len() <= FEW {
        for one in &optional {
            let with = choices.iter().map(|choice| choice.iter().copied().chain([*one]).collect());
            choices = choices.clone().into_iter().chain(with).collect();
        }
    } else {
        choices.extend(optional.iter().map(|one| vec![*one]));
        choices.push(optional);
    }
    choices.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
    choices.into_iter().map(|choice| of(true).chain(choice).collect()).collect()
}

/// Makes the credentials that stand for the caller the client's.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    if spec.security_schemes.is_empty() {
        let groups = groups(spec, inferences);
        for (name, (way, uses)) in named(groups) {
            declare(&name, way, &uses, inferences);
        }
    } else {
        supply_declared(spec, inferences);
    }
}

/// Whether an argument is the header by which callers authenticate.
pub(super) fn is_authorization(argument: &Argument) -> bool {
    argument.location == Location::Header && argument.name.eq_ignore_ascii_case("authorization")
}

/// A credential among the arguments of an operation, and why it is taken for one.
#[derive(Clone)]
struct Use<'s> {
    operation: &'s Operation,
    argument: &'s Argument,
    because: Inference,
}

/// The uses of each credential, by where and under which name it travels.
type Groups<'s> = BTreeMap<Way, Vec<Use<'s>>>;

fn groups<'s>(spec: &'s Spec, inferences: &Inferences) -> Groups<'s> {
    let mut groups: BTreeMap<(Location, String), Vec<Use>> = BTreeMap::new();
    for one in uses(spec, inferences) {
        let Argument { name, location, .. } = one.argument;
        let same = if *location == Location::Header { name.to_ascii_lowercase() } else { name.clone() };
        groups.entry((*location, same)).or_default().push(one);
    }
    let mut ways = Groups::new();
    for uses in groups.into_values() {
        let in_most = uses.len() > 1 && uses.len() * 2 >= spec.operations.len();
        let kinds: Vec<Way> = uses.iter().filter_map(|one| http(one.argument)).collect();
        let only = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)).cloned();
        let first = uses.first().map(|one| Way::Key(one.argument.location, one.argument.name.clone()));
        let is_clients = |one: &Use| match standing(one.operation, one.argument) {
            Standing::Caller => true,
            Standing::CallerIfCommon => in_most,
            Standing::Call => false,
        };
        for one in uses.into_iter().filter(is_clients) {
            let way = http(one.argument).or_else(|| only.clone()).or_else(|| first.clone());
            way.into_iter().for_each(|way| ways.entry(way).or_default().push(one.clone()));
        }
    }
    ways
}

fn uses<'s>(spec: &'s Spec, inferences: &Inferences) -> Vec<Use<'s>> {
    let pairs = spec.operations.iter().flat_map(|operation| operation.arguments.iter().map(move |a| (operation, a)));
    let travels = |location| matches!(location, Location::Query | Location::Header | Location::Cookie);
    let uses = pairs.filter(|(_, argument)| travels(argument.location)).filter_map(|(operation, argument)| {
        let because = inferences.get(&argument.pointer)?.get(&Aspect::Role)?;
        let is_credential = because.chosen.fact == Fact::Role(Role::Auth);
        is_credential.then(|| Use { operation, argument, because: because.clone() })
    });
    uses.collect()
}

/// Parts of a grant: who asks for a token, and with what.
const GRANT: &[&str] = &[
    "clientid",
    "clientsecret",
    "username",
    "user",
    "login",
    "email",
    "password",
    "code",
    "granttype",
    "refreshtoken",
    "appid",
    "appkey",
    "appsecret",
    "apisecret",
];
/// Tokens that a call about tokens can be about.
const TOKENS: &[&str] = &["token", "accesstoken", "authtoken", "idtoken", "sessiontoken", "usertoken", "sessionid"];
/// Words of the paths where tokens are had, checked and given back.
const LOGINS: &[&str] = &[
    "token",
    "tokens",
    "login",
    "logon",
    "logout",
    "signin",
    "auth",
    "oauth",
    "oauth2",
    "authorize",
    "authenticate",
    "authentication",
    "authorization",
    "session",
    "sessions",
    "credentials",
];

/// What a credential says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The caller.
    Caller,
    /// The caller where most operations have it; else the call.
    CallerIfCommon,
    /// The call itself: it asks for a token, or is about one.
    Call,
}

fn standing(operation: &Operation, argument: &Argument) -> Standing {
    if is_authorization(argument) {
        return Standing::Caller;
    }
    let prose = Prose::read(argument.description.as_deref().unwrap_or_default());
    if prose.find_any(&["for|of the|a? user|account|contact|customer|member|person to *"]).is_some() {
        return Standing::Call;
    }
    let segments = operation.path.split('/').filter(|segment| !segment.starts_with('{'));
    let is_login = segments.flat_map(words::of_name).any(|word| LOGINS.contains(&word.as_str()));
    let name = words::of_name(&argument.name).concat();
    let is_token = argument.location == Location::Query && TOKENS.contains(&name.as_str());
    match (GRANT.contains(&name.as_str()), is_token) {
        (true, _) if is_login => Standing::Call,
        (true, _) => Standing::CallerIfCommon,
        (false, true) if is_login => Standing::CallerIfCommon,
        (false, _) => Standing::Caller,
    }
}

/// The scheme of HTTP's own that the author's words say an `Authorization` header has. Words for two say neither.
fn http(argument: &Argument) -> Option<Way> {
    let prose = Prose::read(argument.description.as_deref().filter(|_| is_authorization(argument))?);
    match (prose.says("bearer"), prose.says("basic")) {
        (true, false) => Some(Way::Bearer),
        (false, true) => Some(Way::Basic),
        (true, true) | (false, false) => None,
    }
}

/// The schemes by name: what the parameter is called, and where one name is not enough, where it travels.
fn named(groups: Groups) -> BTreeMap<String, (Way, Vec<Use>)> {
    let plain = |uses: &[Use]| uses.first().map(|one| component_key(&one.argument.name)).unwrap_or_default();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for uses in groups.values() {
        *taken.entry(plain(uses).to_ascii_lowercase()).or_default() += 1;
    }
    let mut named = BTreeMap::new();
    for (way, uses) in groups {
        let mut name = plain(&uses);
        if taken.get(&name.to_ascii_lowercase()).is_some_and(|count| *count > 1) {
            name = format!("{name}_{}", qualifier(&way));
        }
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !named.contains_key(name));
        named.insert(free.unwrap_or(name), (way, uses));
    }
    named
}

fn qualifier(way: &Way) -> &'static str {
    match way {
        Way::Key(location, _) => super::settle::location(*location),
        Way::Bearer => "bearer",
        Way::Basic => "basic",
    }
}

/// A name in the letters that component names have.
fn component_key(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let key: String = name.trim().chars().map(kept).collect();
    if key.is_empty() { "key".to_owned() } else { key }
}

/// Gives the client a scheme, and takes its uses from the callers of calls.
fn declare(name: &str, way: Way, uses: &[Use], inferences: &mut Inferences) {
    let Some(because) = uses.iter().map(|one| &one.because).max_by_key(|because| because.chosen.confidence) else {
        return;
    };
    let mut evidence = because.chosen.evidence.clone();
    evidence.dedup();
    let description =
        uses.iter().find_map(|one| one.argument.description.clone()).filter(|text| !text.trim().is_empty());
    let fact = Fact::Scheme(Scheme { way, description });
    let chosen = Candidate { fact, rule: RULE, confidence: because.chosen.confidence, evidence };
    let place = Pointer::of(["components", "securitySchemes", name]);
    inferences.entry(place).or_default().insert(Aspect::Scheme, Inference { chosen, runners_up: Vec::new() });
    for one in uses {
        supply(name, one.argument, &one.because, inferences);
    }
}

fn supply(scheme: &str, argument: &Argument, because: &Inference, inferences: &mut Inferences) {
    let Candidate { rule, confidence, evidence, .. } = because.chosen.clone();
    let rule = if rule == DECLARED { DECLARED } else { RULE };
    let fact = Fact::Supply(Supply::Credential(scheme.to_owned()));
    let inference = Inference { chosen: Candidate { fact, rule, confidence, evidence }, runners_up: Vec::new() };
    inferences.entry(argument.pointer.clone()).or_default().insert(Aspect::Supply, inference);
}

/// How sure a declared scheme makes it that an argument of its name is its credential, in percent.
const SAID: u8 = 95;

/// Takes the arguments away that declared schemes carry as well.
fn supply_declared(spec: &Spec, inferences: &mut Inferences) {
    let mut seen = BTreeSet::new();
    for operation in &spec.operations {
        for argument in operation.arguments.iter().filter(|argument| seen.insert(argument.pointer.clone())) {
            let Some(scheme) = declared(spec, argument) else { continue };
            if standing(operation, argument) != Standing::Caller || is_overruled(spec, argument) {
                continue;
            }
            let place = spec.place(&Pointer::of(["components", "securitySchemes", scheme]));
            let named = Evidence { place: spec.place(&argument.pointer.child("name")), quote: argument.name.clone() };
            let evidence = vec![named, Evidence { place, quote: scheme.to_owned() }];
            let answers = inferences.entry(argument.pointer.clone()).or_default();
            let conclude = |fact| {
                let chosen =
                    Candidate { fact, rule: "credential-of-a-scheme", confidence: SAID, evidence: evidence.clone() };
                Inference { chosen, runners_up: Vec::new() }
            };
            // A scheme says more than the name does, and less than what the argument itself declares.
            let known = |aspect| answers.get(&aspect).filter(|known| known.chosen.confidence >= SAID).cloned();
            let role = known(Aspect::Role).filter(|role| role.chosen.fact == Fact::Role(Role::Auth));
            let role = role.unwrap_or_else(|| conclude(Fact::Role(Role::Auth)));
            let secrecy = known(Aspect::Secrecy).unwrap_or_else(|| conclude(Fact::Secret(true)));
            answers.extend([(Aspect::Role, role.clone()), (Aspect::Secrecy, secrecy)]);
            supply(scheme, argument, &role, inferences);
        }
    }
}

/// The declared scheme that travels as an argument does.
fn declared<'s>(spec: &'s Spec, argument: &Argument) -> Option<&'s str> {
    let same = |scheme: &SecurityScheme| match scheme {
        SecurityScheme::APIKey { location, name, .. } => match (location, argument.location) {
            (APIKeyLocation::Query, Location::Query) | (APIKeyLocation::Cookie, Location::Cookie) => {
                *name == argument.name
            }
            (APIKeyLocation::Header, Location::Header) => name.eq_ignore_ascii_case(&argument.name),
            (APIKeyLocation::Query | APIKeyLocation::Cookie | APIKeyLocation::Header, _) => false,
        },
        SecurityScheme::HTTP { .. } | SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => false,
    };
    spec.security_schemes.iter().find(|(_, scheme)| same(scheme)).map(|(name, _)| name.as_str())
}

/// Whether the document keeps an argument: by a type of its own, or by saying that it has another role.
fn is_overruled(spec: &Spec, argument: &Argument) -> bool {
    let role = argument.extensions.get("x-role").map(|role| role.as_str() == Some(Role::Auth.as_str()));
    !role.unwrap_or_else(|| is_open(spec, argument))
}
