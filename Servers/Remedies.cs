namespace Servers;

/// <summary>What to do when no server was found.</summary>
internal static class Remedies
{
    public const string Neo4j =
        "Install Docker; or Neo4j Community with NEO4J_HOME naming it, and its Java: 17 or 21 for 5.26 (Debian, Ubuntu: "
        + "apt-get install openjdk-17-jre-headless), 21 or newer for 2025.01 and newer, with JAVA_HOME naming it where others are "
        + "not to be taken; or set NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD to a running Neo4j, 5.26 or newer.";

    public const string Postgres =
        "Install Docker; or PostgreSQL (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17); "
        + "or set ConnectionStrings__Postgres, e.g. Host=127.0.0.1;Username=me;Password=secret;Database=graphprovenance.";
}
