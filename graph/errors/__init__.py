"""Every way the graph can refuse, in one tree.

GraphError
├─ SettingError
├─ DataDirectoryError          BaseMismatch · DataDirectoryBusy · DataDirectoryUnknown · DataDirectoryUnwritable · KindMismatch
│                              LogDamaged · StoreBehind · StoreDamaged · HistoryDiffers · DiskFull
├─ AddressInUse
├─ SourceError                 SourceMissing · SourceEmpty · SourceTooLarge · SourceUnreadable · SourceSyntaxError
│                              UnknownMediaType · ReservedGraph · TangledBlankNodes · SourceTooDeep · SourceNameTaken
│                              SourceEncoding · RemoteContext · SourceIsTable · SourceIsSpreadsheet · SourceIsPage
│                              SourceIsPlainJson · SourceIsBinary · TableColumns · TableLines
├─ ShapesError                 the shapes are ill-formed: our fault, not the data's
├─ WordingError                the words of a term are incomplete: the fault of whoever wrote the file
├─ CandidateRefused            the candidate does not conform; carries the report
├─ FormatError                 NameUnwritable · CharacterUnwritable · StatementUnwritable
├─ UnknownGraph
├─ NetworkError                UnknownThing · ParameterMissing · ParameterInvalid · NoNetwork · NoSearchIndex · NoHistory · StructureInTheMaking
├─ ReconciliationError         JsonUnreadable · MemberInvalid · BatchTooLarge
├─ NotReady                    the server cannot answer now
├─ SnapshotError               SnapshotMissing · SnapshotDamaged · SnapshotCorrupt · DataDamaged
├─ BackupError                 BackupUnreadable · BackupTargetExists
├─ DumpError                   DumpUnreadable · DumpDamaged · DumpMissing · DumpFileMissing · NoDumps
├─ TokenError                  TokenNameTaken · TokensUnreadable · UnknownToken
├─ WriteError                  DefaultGraphIsMerge · KeptGraph · GraphAbsent · GraphPresent · LoadRefused ·
│                              ForeignContribution · UsingConflict · UpdateFailed · UpdateAmbiguous · UpdateNamesDocument · UpdateTooDeep
│                              WriteTimeout · WriterGone
├─ RemoteError                 EngineUnreachable · EngineRefusedUs · EngineFailed · EngineUnreadable ·
│                              RemoteReadOnly · UpdateUnbounded · OutcomeUnknown · NeedsEmbedded
└─ QueryError                  QuerySyntaxError · UnknownFunction · UnknownQuery · BindingMismatch · UpdateRefused · ServiceRefused
                               ServiceUnclear · ServiceNotListed · ServiceFailed · OrderUnclear
                               RowLimitExceeded · NoFormatFits · EngineFault · QueryQueueFull
                               TimeLimitExceeded · MemoryLimitExceeded · ResultLimitExceeded · WorkerLost · ClientGone
                               RowsCutByEngine · PrefixUnknown
   └─ UnsupportedSyntax        AggregateMisplaced · AggregateNested · BlankNodeLabel · GraphSubselect · PatternInvalid · ReplacementInvalid

Each has a stable code, a message and a hint for people in French and English, and its facts by name. Every one is imported
from here, whichever module defines it: an error that crosses processes is found by its name in this package.
Non-conformance to a shape is a value (`graph.validation.report`); only a commit turns it into `CandidateRefused`.
"""

from __future__ import annotations

from graph.errors.dumps import DumpDamaged, DumpError, DumpFileMissing, DumpMissing, DumpUnreadable, NoDumps
from graph.errors.federation import ServiceFailed, ServiceNotListed, ServiceRefused, ServiceUnclear
from graph.errors.formats import CharacterUnwritable, FormatError, NameUnwritable, StatementUnwritable
from graph.errors.graph_error import GraphError
from graph.errors.network import (
    NetworkError,
    NoHistory,
    NoNetwork,
    NoSearchIndex,
    ParameterInvalid,
    ParameterMissing,
    StructureInTheMaking,
    UnknownThing,
)
from graph.errors.queries import (
    BindingMismatch,
    EngineFault,
    NoFormatFits,
    OrderUnclear,
    QueryError,
    QuerySyntaxError,
    UnknownFunction,
    UnknownQuery,
    UpdateRefused,
)
from graph.errors.query_limits import (
    ClientGone,
    MemoryLimitExceeded,
    QueryQueueFull,
    ResultLimitExceeded,
    RowLimitExceeded,
    RowsCutByEngine,
    TimeLimitExceeded,
    WorkerLost,
)
from graph.errors.reconciliation import BatchTooLarge, JsonUnreadable, MemberInvalid, ReconciliationError
from graph.errors.remote import (
    EngineFailed,
    EngineRefusedUs,
    EngineUnreachable,
    EngineUnreadable,
    NeedsEmbedded,
    OutcomeUnknown,
    RemoteError,
    RemoteReadOnly,
    UpdateUnbounded,
)
from graph.errors.server import AddressInUse, NotReady, SettingError
from graph.errors.sources import (
    RemoteContext,
    ReservedGraph,
    SourceEmpty,
    SourceEncoding,
    SourceError,
    SourceIsBinary,
    SourceIsPage,
    SourceIsPlainJson,
    SourceIsSpreadsheet,
    SourceIsTable,
    SourceMissing,
    SourceNameTaken,
    SourceSyntaxError,
    SourceTooDeep,
    SourceTooLarge,
    SourceUnreadable,
    TableColumns,
    TableLines,
    TangledBlankNodes,
    UnknownMediaType,
)
from graph.errors.storage import (
    BackupError,
    BackupTargetExists,
    BackupUnreadable,
    BaseMismatch,
    DataDamaged,
    DataDirectoryBusy,
    DataDirectoryError,
    DataDirectoryUnknown,
    DataDirectoryUnwritable,
    DiskFull,
    HistoryDiffers,
    KindMismatch,
    LogDamaged,
    SnapshotCorrupt,
    SnapshotDamaged,
    SnapshotError,
    SnapshotMissing,
    StoreBehind,
    StoreDamaged,
    UnknownGraph,
)
from graph.errors.tokens import TokenError, TokenNameTaken, TokensUnreadable, UnknownToken
from graph.errors.unsupported import (
    AggregateMisplaced,
    AggregateNested,
    BlankNodeLabel,
    GraphSubselect,
    PatternInvalid,
    PrefixUnknown,
    ReplacementInvalid,
    UnsupportedSyntax,
)
from graph.errors.validation import CandidateRefused, ShapesError, ViolationReport, WordingError
from graph.errors.writes import (
    DefaultGraphIsMerge,
    ForeignContribution,
    GraphAbsent,
    GraphPresent,
    KeptGraph,
    LoadRefused,
    UpdateAmbiguous,
    UpdateFailed,
    UpdateNamesDocument,
    UpdateTooDeep,
    UsingConflict,
    WriteError,
    WriterGone,
    WriteTimeout,
)

__all__ = [
    "AddressInUse", "AggregateMisplaced", "AggregateNested", "BackupError", "BackupTargetExists", "BackupUnreadable",
    "BaseMismatch", "BatchTooLarge", "BindingMismatch", "BlankNodeLabel", "CandidateRefused", "CharacterUnwritable",
    "ClientGone", "DataDamaged", "DataDirectoryBusy", "DataDirectoryError", "DataDirectoryUnknown",
    "DataDirectoryUnwritable", "DefaultGraphIsMerge", "DiskFull", "DumpDamaged", "DumpError", "DumpFileMissing",
    "DumpMissing", "DumpUnreadable", "EngineFailed", "EngineFault",
    "EngineRefusedUs", "EngineUnreachable", "EngineUnreadable", "ForeignContribution", "FormatError",
    "GraphAbsent", "GraphError", "GraphPresent", "GraphSubselect", "HistoryDiffers",
    "JsonUnreadable", "KeptGraph", "KindMismatch", "LoadRefused", "LogDamaged", "MemberInvalid", "MemoryLimitExceeded",
    "NameUnwritable", "NeedsEmbedded", "NetworkError", "NoDumps", "NoFormatFits", "NoHistory", "NoNetwork", "NoSearchIndex",
    "NotReady",
    "OrderUnclear", "OutcomeUnknown", "ParameterInvalid", "ParameterMissing", "PatternInvalid",
    "PrefixUnknown", "QueryError", "QueryQueueFull", "QuerySyntaxError", "ReconciliationError", "RemoteContext", "RemoteError",
    "RemoteReadOnly", "ReplacementInvalid", "ReservedGraph", "ResultLimitExceeded", "RowLimitExceeded",
    "RowsCutByEngine", "ServiceFailed", "ServiceNotListed", "ServiceRefused", "ServiceUnclear",
    "SettingError", "ShapesError", "SnapshotCorrupt", "SnapshotDamaged", "SnapshotError", "SnapshotMissing",
    "SourceEmpty", "SourceEncoding", "SourceError", "SourceIsBinary", "SourceIsPage", "SourceIsPlainJson",
    "SourceIsSpreadsheet", "SourceIsTable", "SourceMissing", "SourceNameTaken", "SourceSyntaxError",
    "SourceTooDeep", "SourceTooLarge", "SourceUnreadable", "StatementUnwritable", "StoreBehind",
    "StoreDamaged", "StructureInTheMaking", "TableColumns", "TableLines", "TangledBlankNodes",
    "TimeLimitExceeded", "TokenError", "TokenNameTaken", "TokensUnreadable", "UnknownFunction",
    "UnknownGraph", "UnknownMediaType", "UnknownQuery", "UnknownThing", "UnknownToken", "UnsupportedSyntax",
    "UpdateAmbiguous", "UpdateFailed", "UpdateNamesDocument", "UpdateRefused", "UpdateTooDeep",
    "UpdateUnbounded", "UsingConflict", "ViolationReport", "WordingError", "WorkerLost", "WriteError",
    "WriteTimeout", "WriterGone",
]  # fmt: skip
