global using GraphQueries.EdgeTypes;
global using GraphQueries.Transport;
