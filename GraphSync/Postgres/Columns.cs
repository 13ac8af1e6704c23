using System.Globalization;

namespace GraphSync.Postgres;

/// <summary>What columns of the users' tables may hold. Each rule gives the fault of a value as a sentence that names table, row and
/// column and says what to do; null when there is none.</summary>
/// <remarks>A value of any size may stand there. SQL reads it as far as the limits of this class say, and so never carries more over than
/// what it takes to see that it is too long.</remarks>
internal static class Columns
{
    /// <summary>How many characters of a key are read: one too many are enough to refuse it.</summary>
    public const int KeyCut = KeyLength.MaxBytes + 1;

    /// <summary>How many characters are read of text that people read, such as a title.</summary>
    public const int MaxTextCharacters = 1_000;

    /// <summary>How large JSON may be as it is stored, compressed or not: it is known without looking into it.</summary>
    public const int MaxJsonBytes = 1 << 20;

    private const int ShownCharacters = 60;

    /// <summary>An id, or a name that becomes one in the graph.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row's id.</param>
    /// <param name="column">The column.</param>
    /// <param name="value">The first <see cref="KeyCut"/> characters at least.</param>
    public static string? Key(string table, string row, string column, string? value) =>
        value is null || IsKey(value) ? null
        : Fault(table, row, column, $"is {Quote(value)}, longer than {KeyLength.MaxBytes:N0} bytes", "shorten it");

    /// <summary>JSON that is looked into.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row's id.</param>
    /// <param name="column">The column.</param>
    /// <param name="bytes">How large it is as it is stored; null for none.</param>
    public static string? Json(string table, string row, string column, int? bytes) =>
        bytes is null or <= MaxJsonBytes ? null
        : Fault(table, row, column, $"takes {bytes:N0} bytes", $"leave out what makes it larger than {MaxJsonBytes:N0}");

    /// <summary>Whether an index takes it.</summary>
    public static bool IsKey(string value) => KeyLength.Refusal(value) is null;

    /// <summary>An instant that .NET and the graph can hold.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row's id.</param>
    /// <param name="column">The column.</param>
    /// <param name="text">The instant as PostgreSQL writes it, when it lies outside of the years 1 to 9999; else null.</param>
    public static string? Instant(string table, string row, string column, string? text) =>
        text is null ? null : Fault(table, row, column, $"is {text}", "set an instant of the years 1 to 9999");

    /// <summary>A number that is neither infinite nor NaN.</summary>
    public static string? Finite(string table, string row, string column, double? value) =>
        value is not { } number || double.IsFinite(number) ? null
        : Fault(table, row, column, $"is {number.ToString(CultureInfo.InvariantCulture)}", "set a finite number");

    /// <summary>A number of utok, or the like, that is not negative.</summary>
    public static string? Natural(string table, string row, string column, long? value, long most = long.MaxValue)
    {
        if (value is null || (value >= 0 && value <= most)) return null;
        return Fault(table, row, column, $"is {value:N0}", most == long.MaxValue ? "set 0 or more" : $"set 0 to {most:N0}");
    }

    /// <summary>A sentence about a column.</summary>
    public static string Fault(string table, string row, string column, string what, string remedy) =>
        $"{Name(table, row)}: {column} {what}: {remedy}";

    /// <summary>A row as messages call it.</summary>
    public static string Name(string table, string row) => $"{table} {Quote(row)}";

    private static string Quote(string text) => $"'{Excerpt.Start(text, ShownCharacters)}'";
}
