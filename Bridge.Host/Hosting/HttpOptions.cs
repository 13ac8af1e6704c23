using System.ComponentModel.DataAnnotations;
using System.Net;
using GraphSync.Composition;
using Microsoft.Extensions.Options;

namespace Bridge.Host.Hosting;

/// <summary>Where the pages are served, and to whom: the section <c>Bridge:Http</c>.</summary>
internal sealed class HttpOptions
{
    /// <summary>Where these options stand.</summary>
    public const string Section = "Bridge:Http";

    /// <summary>Addresses, separated by semicolons.</summary>
    [Required] public string Urls { get; set; } = "http://127.0.0.1:8088";

    /// <summary>Asked for when a request does not come from this machine.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The addresses to listen at.</summary>
    /// <exception cref="BadInputException">One is no address, or is open to other machines and there is no key.</exception>
    public IReadOnlyList<string> Addresses()
    {
        var urls = Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
        {
            var address = Parse(url);
            if (address.Scheme != "http")
                throw new BadInputException($"{Named(url)}: the bridge speaks http alone; put a proxy before it for https.");
            if (!IsLoopback(address.Host) && ApiKey.Length == 0)
            {
                throw new BadInputException(
                    $"{Named(url)} is open to other machines: set Bridge__Http__ApiKey, or use http://127.0.0.1:8088.");
            }
        }
        return urls.Length > 0
            ? urls
            : throw new BadInputException("Bridge__Http__Urls is empty: write an address such as http://127.0.0.1:8088.");
    }

    /// <summary>The names under which the pages may be asked for. With a key, whoever has it may use any: a web page that points a name of
    /// its own at this machine has none.</summary>
    public IList<string> AllowedHosts() =>
        ApiKey.Length > 0 ? ["*"] : ["localhost", "127.0.0.1", "[::1]", .. Addresses().Select(url => Parse(url).Host)];

    /// <summary>Whether a host name stands for this machine alone.</summary>
    public static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    /// <summary>The setting and an address, as messages name them.</summary>
    public static string Named(string url) => Settings.Named($"{Section}:{nameof(Urls)}", url);

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (!address.IsUnixPipe && address.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw new FormatException();
            return address;
        }
        catch (FormatException)
        {
            throw new BadInputException($"{Named(url)} is not an address: write one such as http://127.0.0.1:8088.");
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateHttpOptions : IValidateOptions<HttpOptions>;
