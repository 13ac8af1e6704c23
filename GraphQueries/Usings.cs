global using GraphQueries.Catalogue;
global using GraphQueries.EdgeTypes;
global using GraphQueries.Transport;
