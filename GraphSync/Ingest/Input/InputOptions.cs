using GraphSync.Edges;

namespace GraphSync.Ingest.Input;

/// <summary>How files are read.</summary>
public sealed record InputOptions
{
    /// <summary>What the files are; null: what their names say, else their contents.</summary>
    public InputFormat? Format { get; init; }

    /// <summary>What a quotation mark at the beginning of a TSV field means; CSV is always RFC 4180.</summary>
    public QuoteRule Quotes { get; init; }

    /// <summary>Texts that mean nothing, besides the empty text: <c>NA</c>, <c>\N</c>.</summary>
    public IReadOnlyList<string> Nulls { get; init; } = [];

    /// <summary>Columns of the contract that are made of others; each target once.</summary>
    public IReadOnlyList<ColumnMapping> Map { get; init; } = [];

    /// <summary>A common form of files that is known; null: the columns have the contract's names.</summary>
    public InputPreset? Preset { get; init; }

    /// <summary>Whether an edge without id gets one made of its source, relation, target and origin, the same in every run.</summary>
    public bool ContentIds { get; init; }

    /// <summary>What becomes of values that no property can hold: objects, lists in lists, lists of several types.</summary>
    public NestedRule Nested { get; init; }

    /// <summary>Columns that are properties although their names are nearly those of the contract.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];
}

/// <summary>What a file is.</summary>
public enum InputFormat
{
    /// <summary>Fields separated by tabs, with a header.</summary>
    Tsv,

    /// <summary>Fields separated by commas, with a header, by RFC 4180.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <summary>What a quotation mark at the beginning of a TSV field means.</summary>
public enum QuoteRule
{
    /// <summary>Nobody knows: the row is refused.</summary>
    Refuse,

    /// <summary>The field is quoted by RFC 4180, as pandas, R and Python write it, and may hold tabs and line ends.</summary>
    Csv,

    /// <summary>It is part of the text.</summary>
    None,
}

/// <summary>A common form of files.</summary>
public enum InputPreset
{
    /// <summary>KGX: <c>subject</c>, <c>predicate</c>, <c>object</c>, <c>category</c>; lists in TSV by <c>|</c>.</summary>
    Kgx,

    /// <summary>neo4j-admin import: <c>:ID</c>, <c>:LABEL</c>, <c>:START_ID</c>, <c>:END_ID</c>, <c>:TYPE</c>, typed columns.</summary>
    Neo4jAdmin,
}

/// <summary>What becomes of values that no property can hold.</summary>
public enum NestedRule
{
    /// <summary>The property is their JSON text.</summary>
    Json,

    /// <summary>The row is refused.</summary>
    Refuse,

    /// <summary>They are left out.</summary>
    Drop,
}
