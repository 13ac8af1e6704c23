using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace Bridge.Host.Tests.Snapshots;

/// <summary>GraphML's own XML Schema, as an npm package carries it.</summary>
internal static class GraphMlSchema
{
    private const string Folder = "tests/Bridge.Host.Tests/Snapshots/GraphMl";

    public static async Task<XmlSchemaSet> LoadAsync(CancellationToken cancellationToken)
    {
        var files = Path.Combine(await NpmFolder.InstallAsync(Folder, cancellationToken), "graphml-moddle/resources/graphml/xsd");
        var set = new XmlSchemaSet { XmlResolver = new FolderResolver(files) };
        set.Add(null, Path.Combine(files, "graphml.xsd"));
        set.Compile();
        return set;
    }

    public static List<string> Errors(XmlSchemaSet schema, XElement root)
    {
        List<string> errors = [];
        new XDocument(root).Validate(schema, (_, e) => errors.Add(e.Message));
        return errors;
    }

    /// <summary>Finds the parts, which name one another by their place on the web, in the folder.</summary>
    private sealed class FolderResolver(string folder) : XmlResolver
    {
        // A part for links to other documents is not in the package, and not used by us.
        private const string XLink = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
              <xs:attribute name="href" type="xs:anyURI"/>
              <xs:attribute name="type" type="xs:string"/>
            </xs:schema>
            """;

        public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn)
        {
            var name = Path.GetFileName(absoluteUri.AbsolutePath);
            return name == "xlink.xsd" ? new MemoryStream(Encoding.UTF8.GetBytes(XLink)) : File.OpenRead(Path.Combine(folder, name));
        }
    }
}
