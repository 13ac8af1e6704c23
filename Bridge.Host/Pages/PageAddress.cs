namespace Bridge.Host.Pages;

/// <summary>The addresses of pages about what has an id: the id is one part of the path, whatever it holds.</summary>
internal static class PageAddress
{
    public static string Edge(string id) => $"/edges/{Uri.EscapeDataString(id)}";

    public static string Model(string id) => $"/models/{Uri.EscapeDataString(id)}";

    public static string Promotion(string id) => $"/promotions/{Uri.EscapeDataString(id)}";
}
