using System.Text.RegularExpressions;
using Support;
using YamlDotNet.RepresentationModel;

namespace Bridge.Host.Tests.Deploy;

/// <summary>The files that people deploy the bridge with.</summary>
internal static partial class Manifests
{
    public const string Compose = "docker-compose.yml";
    public const string Monitor = "deploy/kubernetes/servicemonitor.yaml";
    public const string Systemd = "deploy/systemd/graphprovenance.service";

    public static IEnumerable<string> Kubernetes { get; } =
        Directory.GetFiles(Repository.Path("deploy/kubernetes"), "*.yaml").Select(file => Path.GetRelativePath(Repository.Root, file));

    public static IEnumerable<string> All { get; } = [Compose, Systemd, .. Kubernetes];

    /// <summary>The documents of a file.</summary>
    public static IEnumerable<YamlMappingNode> Documents(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(file)));
        return yaml.Documents.Select(document => (YamlMappingNode)document.RootNode);
    }

    /// <summary>The documents of all of Kubernetes' files that are of a kind.</summary>
    public static IEnumerable<YamlMappingNode> OfKind(string kind) =>
        Kubernetes.SelectMany(Documents).Where(document => document["kind"].ToString() == kind);

    /// <summary>The node at a path of keys.</summary>
    public static YamlNode At(this YamlNode node, params string[] path) => path.Aggregate(node, (at, key) => at[key]);

    /// <summary>The settings that a file gives, and their values; compose's <c>${NAME-default}</c> is its default.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string file)
    {
        if (file == Systemd)
            return Lines(file).Where(line => line.Key == "Environment").Select(line => line.Value.Split('=', 2))
                .Select(pair => (pair[0], pair[1]));
        return Documents(file).SelectMany(Scalars).Select(pair => (pair.Name, Default().Replace(pair.Value, "$1")))
            .Where(pair => pair.Name.StartsWith("Bridge__", StringComparison.Ordinal));
    }

    /// <summary>The lines of a unit file.</summary>
    public static IEnumerable<(string Key, string Value)> Lines(string file) => Repository.Read(file).Split('\n')
        .Where(line => line.Length > 0 && line[0] is not ('#' or '[')).Select(line => line.Split('=', 2))
        .Select(pair => (pair[0], pair[1]));

    /// <summary>Each name with a plain value, at any depth; also those that Kubernetes writes as <c>{name: …, value: …}</c>.</summary>
    private static IEnumerable<(string Name, string Value)> Scalars(YamlNode node)
    {
        if (node is YamlSequenceNode list) return list.SelectMany(Scalars);
        if (node is not YamlMappingNode map) return [];
        var own = map.Children.Where(pair => pair.Value is YamlScalarNode).Select(pair => (pair.Key.ToString(), pair.Value.ToString()));
        if (map.Children.TryGetValue("name", out var name) && map.Children.TryGetValue("value", out var value))
            own = own.Append((name.ToString(), value.ToString()));
        return own.Concat(map.Children.Values.SelectMany(Scalars));
    }

    [GeneratedRegex(@"\$\{\w+:?[-?]([^}]*)\}")]
    private static partial Regex Default();
}
