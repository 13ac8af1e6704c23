namespace Bridge.Host.Hosting;

/// <summary>The key that requests from other machines must carry, as it is set now: its file may be rotated.</summary>
internal sealed class ApiKey(IConfiguration configuration)
{
    /// <summary>Empty when there is none.</summary>
    public string Current => configuration[$"{HttpOptions.Section}:{nameof(HttpOptions.ApiKey)}"] ?? "";
}
