//! Names of response fields about pagination, and of the objects that contain them: joined words in lower case.

/// Words in the names of objects with pagination data.
pub(super) const AROUND: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pages",
    "pager",
    "paginator",
    "cursor",
    "cursors",
    "links",
    "link",
    "info",
    "navigation",
    "header",
    "next",
];

/// Words that may accompany them.
pub(super) const BESIDE: &[&str] =
    &["response", "result", "results", "list", "search", "set", "details", "data", "query"];

/// Names of booleans that are true if more pages follow.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
    "hasmoreresults",
    "hasmorerecords",
    "hasmoredata",
    "hasmorerows",
    "hasnext",
    "hasnextpage",
    "more",
    "moreavailable",
    "moreresults",
    "moreitems",
    "moreresultsavailable",
    "morerecords",
    "moredata",
    "ismore",
    "istruncated",
    "truncated",
    "nextpageexists",
    "hasadditionalresults",
];

/// Names of booleans that are true on the last page.
pub(super) const LAST: &[&str] = &["last", "islast", "islastpage", "lastpage", "isfinalpage"];

/// Names of the number of pages.
pub(super) const PAGES: &[&str] = &[
    "totalpages",
    "pagecount",
    "pagescount",
    "numberofpages",
    "numpages",
    "pagestotal",
    "totalpage",
    "totalpagecount",
    "totalpagescount",
    "lastpage",
    "lastpagenumber",
    "maxpage",
    "totalnumberofpages",
    "nbpages",
    "numberpages",
    "pages",
];

/// Names of the number of items of all pages.
pub(super) const TOTAL: &[&str] = &[
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalrecords",
    "totalelements",
    "totalhits",
    "totalsize",
    "totalrows",
    "totalentries",
    "totalobjects",
    "totalmatches",
    "totalfound",
    "totalresultcount",
    "totalitemcount",
    "totalrecordcount",
    "itemstotal",
    "recordstotal",
    "resultstotal",
    "totalnumberofresults",
    "totalnumberofitems",
    "numfound",
    "nbhits",
];

/// Names of the cursor of the next page.
pub(super) const CURSOR: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextpagecursor",
    "nextcontinuationtoken",
    "continuationtoken",
    "nextpageid",
    "nextpagekey",
    "endcursor",
    "nextstarttoken",
    "nextpagemarker",
    "nextscrollid",
    "nextcontinuation",
    "nextid",
    "nextkey",
    "nextsynctoken",
    "nextposition",
];

/// Names of the URL of the next page.
pub(super) const URL: &[&str] =
    &["nexturl", "nextlink", "nextpageurl", "nextpagelink", "nexthref", "nexturi", "nextpageuri", "nextpagehref"];

/// Names of a count that is the number of items of all pages if its description says so.
pub(super) const DESCRIBED_TOTAL: &[&str] = &["count", "results", "resultscount", "resultcount", "itemcount", "size"];

/// Names of the number of the current page.
pub(super) const CURRENT_PAGE: &[&str] =
    &["page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage", "currentpagenumber", "current"];

/// Names of the number of the next page.
pub(super) const NEXT_PAGE: &[&str] = &["nextpage", "nextpagenumber", "nextpageno", "nextpageindex"];

/// Names of links to other pages than the next one.
pub(super) const OTHER_PAGES: &[&str] = &[
    "previous",
    "prev",
    "previouspage",
    "prevpage",
    "first",
    "firstpage",
    "last",
    "lastpage",
    "previouslink",
    "prevlink",
    "previousurl",
    "prevurl",
];
