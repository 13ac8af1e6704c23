global using GraphQueries.Catalogue;
global using GraphQueries.Client;
global using GraphQueries.EdgeTypes;
global using GraphQueries.Language;
global using GraphQueries.Transport;
global using Shouldly;
global using Support;
global using Xunit;
