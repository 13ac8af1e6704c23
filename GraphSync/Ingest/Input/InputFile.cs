using System.Text;
using GraphQueries.Files;
using GraphSync.Postgres;

namespace GraphSync.Ingest.Input;

/// <summary>A file that has been opened and looked at.</summary>
/// <param name="Path">As it was named.</param>
/// <param name="Format">What it is.</param>
/// <param name="Content">Without its compression, from its beginning.</param>
internal sealed record InputFile(string Path, InputFormat Format, Stream Content) : IAsyncDisposable
{
    /// <summary>Stands for the standard input.</summary>
    public const string StandardInput = "-";

    private Stream? File { get; init; }

    private bool IsCompressed { get; init; }

    /// <summary>Whether rows that are refused can stand beside it.</summary>
    public static bool IsRegular(string path) => path != StandardInput && System.IO.File.Exists(path)
        && (System.IO.File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == 0
        && !(OperatingSystem.IsLinux() && (path.StartsWith("/dev/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal)));

    /// <param name="path">A file, a pipe, or <see cref="StandardInput"/>.</param>
    /// <param name="format">What it is; null: what its name says, else its contents.</param>
    /// <param name="cancellationToken">Stops waiting for a pipe.</param>
    /// <exception cref="BadInputException">It cannot be opened, or is visibly something else.</exception>
    public static async Task<InputFile> OpenAsync(string path, InputFormat? format, CancellationToken cancellationToken)
    {
        var file = Open(path);
        var content = await HeadedStream.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        var isCompressed = content.Head is [0x1F, 0x8B, ..];
        if (isCompressed)
            content = await HeadedStream.OpenAsync(new GzipMembers(content), cancellationToken).ConfigureAwait(false);
        var named = format ?? ByName(path);
        var found = named ?? ByContent(content.Head);
        if (Disguise.Of(content.Head, found) is { } disguise)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new BadInputException($"{path} {disguise}.");
        }
        return new InputFile(path, found, content) { File = file, IsCompressed = isCompressed };
    }

    /// <summary>The content for readers that begin at its end; a pipe's, or a compressed one, in a temporary file. The caller disposes
    /// it.</summary>
    /// <exception cref="BadInputException">It is cut off or damaged.</exception>
    public async Task<Stream> SeekableAsync(CancellationToken cancellationToken)
    {
        if (!IsCompressed && File is { CanSeek: true })
        {
            File.Position = 0;
            return File;
        }
        var copy = TemporaryFile.Create();
        try
        {
            await Content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch (Exception e)
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            if (e is InvalidDataException) throw new BadInputException($"{Path}: {e.Message}: nothing of it was read.");
            throw;
        }
    }

    public ValueTask DisposeAsync() => File!.DisposeAsync();

    private static Stream Open(string path)
    {
        if (path == StandardInput) return Console.OpenStandardInput();
        if (Directory.Exists(path)) throw new BadInputException($"{path} is a directory: name the files in it.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 << 10,
                FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }
    }

    private static InputFormat? ByName(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bgz", StringComparison.OrdinalIgnoreCase)
            ? System.IO.Path.ChangeExtension(path, null) : path;
        return System.IO.Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".TSV" or ".TAB" => InputFormat.Tsv,
            ".CSV" => InputFormat.Csv,
            ".JSONL" or ".NDJSON" => InputFormat.Jsonl,
            ".PARQUET" or ".PQ" => InputFormat.Parquet,
            _ => null,
        };
    }

    private static InputFormat ByContent(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8)) return InputFormat.Parquet;
        var text = Disguise.WithoutMark(head).TrimStart(" \t\r\n"u8);
        if (text is [(byte)'{' or (byte)'[', ..]) return InputFormat.Jsonl;
        var first = Disguise.FirstLine(text);
        return !first.Contains((byte)'\t') && first.Contains((byte)',') ? InputFormat.Csv : InputFormat.Tsv;
    }
}

/// <summary>What a file is when it is not what it should be.</summary>
internal static class Disguise
{
    // Names by which a header is known.
    private static readonly string[] HeaderMarks = ["edge_id", "source_id", "target_id", "id", "subject", "object"];

    /// <summary>What it is and what to do, to follow the file's name; null when nothing is to be seen.</summary>
    /// <param name="head">Its beginning, without gzip.</param>
    /// <param name="format">What it is taken for.</param>
    public static string? Of(ReadOnlySpan<byte> head, InputFormat format) =>
        Package(head) ?? (format == InputFormat.Parquet ? Parquet(head) : Encoded(head) ?? Lines(head) ?? Text(head, format));

    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> head) => head.StartsWith("\uFEFF"u8) ? head[3..] : head;

    public static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text) =>
        (text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text).TrimEnd((byte)'\r');

    private static string? Package(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\x03\x04"u8) ? "is a zip archive (or a spreadsheet, which is one): unpack it, or save it as CSV"
        : head is [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..]
            ? "is compressed by xz: pipe it, as by xz -dc FILE | bridge ingest --edges -"
        : head is [0x28, 0xB5, 0x2F, 0xFD, ..] ? "is compressed by zstd: pipe it, as by zstd -dc FILE | bridge ingest --edges -"
        : head.StartsWith("BZh"u8) && head is [_, _, _, >= (byte)'1' and <= (byte)'9', (byte)'1', ..]
            ? "is compressed by bzip2: pipe it, as by bzip2 -dc FILE | bridge ingest --edges -"
        : head is [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] ? "is a 7z archive: unpack it"
        : head is [0x1F, 0x8B, ..] ? "is compressed by gzip twice: unpack it once"
        : head.Length > 262 && head[257..262].SequenceEqual("ustar"u8) ? "is a tar archive: unpack it, and name the files in it"
        : head.StartsWith("SQLite format 3"u8) ? "is an SQLite database: write its table as CSV"
        : null;

    private static string? Parquet(ReadOnlySpan<byte> head) =>
        head.IsEmpty || head.StartsWith("PAR1"u8) ? null : "is no Parquet file, which begins with PAR1: say with --format what it is";

    private static string? Encoded(ReadOnlySpan<byte> head) =>
        head is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] ? "is in UTF-32: convert it, as by iconv -f UTF-32 -t UTF-8"
        : head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || IsWide(head) ? "is in UTF-16: convert it, as by iconv -f UTF-16 -t UTF-8"
        : head.StartsWith("PAR1"u8) ? "is a Parquet file: say --format parquet"
        : null;

    // Every other byte of Latin text is zero.
    private static bool IsWide(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && (head is [0, not 0, 0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, not 0, 0, ..]);

    private static string? Lines(ReadOnlySpan<byte> head) =>
        head.IndexOf((byte)'\r') is >= 0 and var at && at + 1 < head.Length && !head.Contains((byte)'\n')
            ? @"has lines that end in CR alone: convert it, as by tr '\r' '\n'" : null;

    private static string? Text(ReadOnlySpan<byte> head, InputFormat format)
    {
        var text = WithoutMark(head).TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return null;
        if (format == InputFormat.Jsonl) return Json(text);
        return text[0] switch
        {
            (byte)'#' => "begins with comments: take them out, as by grep -v '^#'",
            (byte)'{' or (byte)'[' => Json(text) ?? "is JSON Lines: say --format jsonl",
            (byte)'<' => "is XML or HTML, which is not read: write it as TSV or JSON Lines",
            (byte)'@' when text.StartsWith("@prefix"u8) || text.StartsWith("@base"u8) =>
                "is RDF (Turtle), which is not read: write it as TSV or JSON Lines",
            _ => Separated(Encoding.UTF8.GetString(FirstLine(text)), format),
        };
    }

    private static string? Separated(string header, InputFormat format)
    {
        var (tabs, commas, semicolons) = (header.Count(c => c == '\t'), header.Count(c => c == ','), header.Count(c => c == ';'));
        return format switch
        {
            InputFormat.Tsv when tabs == 0 && commas > 1 => "is separated by commas: say --format csv",
            InputFormat.Csv when commas == 0 && tabs > 1 => "is separated by tabs: say --format tsv",
            _ when tabs == 0 && commas == 0 && semicolons > 1 => "is separated by semicolons: write it with commas or tabs",
            _ => null,
        };
    }

    private static string? Json(ReadOnlySpan<byte> text)
    {
        var first = Encoding.UTF8.GetString(FirstLine(text).TrimEnd(" \t"u8));
        return text[0] == '[' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)']', ..]
            ? "is one JSON array: write an object a line, as by jq -c '.[]'"
            : text[0] is not ((byte)'{' or (byte)'[') && first.Split('\t', ',').Intersect(HeaderMarks).Any()
            ? "is not JSON Lines, which has an object a line: say with --format what it is"
            : (first == "{" && text.IndexOf("\"nodes\""u8) >= 0) || first.StartsWith("{\"nodes\"", StringComparison.Ordinal)
                || first.StartsWith("{\"edges\"", StringComparison.Ordinal)
                ? "holds nodes and edges in one JSON object: write each list with an object a line, as by jq -c '.nodes[]' and "
                    + "jq -c '.edges[]'"
            : first == "{" ? "has JSON objects over several lines: write each on one, as by jq -c ."
            : null;
    }
}
