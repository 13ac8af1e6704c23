namespace Servers;

/// <summary>Where servers may come from; they are tried in this order.</summary>
[Flags]
public enum ServerSources
{
    None = 0,
    Environment = 1,
    Docker = 2,
    Installed = 4,
    Download = 8,
    All = Environment | Docker | Installed | Download,
}
