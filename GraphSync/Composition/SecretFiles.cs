using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace GraphSync.Composition;

/// <summary>
/// Secrets in files: where <c>X_FILE</c> is set, <c>X</c> is the content of the file that it names, read whenever somebody asks. A file
/// that was read once and cannot be read at the moment, since it is being replaced, still counts.
/// </summary>
internal sealed class SecretFiles(IConfiguration settings) : ConfigurationProvider, IConfigurationSource
{
    private const string Suffix = "_FILE";
    private const int MostBytes = 64 << 10;

    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The files that are named.</summary>
    public IEnumerable<string?> Paths => settings.AsEnumerable().Where(setting => IsOfFile(setting.Key)).Select(setting => setting.Value);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="BadInputException">Both are set, or there is no secret to be read; the message names the setting and the
    /// file.</exception>
    public override bool TryGet(string key, out string? value)
    {
        value = null;
        // What a file gives stands under its own name alone.
        if (IsOfFile(key)) return true;
        if (settings[key + Suffix] is not { Length: > 0 } path)
        {
            // A chained configuration drops settings that are empty, and empty means off.
            value = settings[key];
            return value is not null;
        }
        if (!string.IsNullOrEmpty(settings[key]))
            throw new BadInputException($"{Settings.Variable(key)} and {Settings.Variable(key)}{Suffix} are both set: leave one out.");
        value = _last[key] = Read(key, path);
        return true;
    }

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        earlierKeys.Select(key => IsOfFile(key) ? key[..^Suffix.Length] : key).Distinct(StringComparer.OrdinalIgnoreCase);

    private static bool IsOfFile(string key) => key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    private string Read(string key, string path)
    {
        string problem;
        try
        {
            if (Content(path) is { Length: > 0 } secret) return secret;
            problem = "is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = Directory.Exists(path) ? "is a folder" : e is FileNotFoundException or DirectoryNotFoundException ? "does not exist"
                : $"cannot be read ({e.Message.TrimEnd('.')})";
        }
        return _last.TryGetValue(key, out var last) ? last : throw new BadInputException(
            $"{Settings.Variable(key)}{Suffix} '{path}' {problem}: write the secret into that file, or name another.");
    }

    /// <summary>The text without the newline at its end, of a pipe too.</summary>
    private static string Content(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[MostBytes + 1];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > MostBytes) throw new IOException($"it is longer than {MostBytes:N0} bytes");
        return Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n');
    }
}
