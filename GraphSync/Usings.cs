global using GraphQueries;
global using GraphQueries.Client;
global using GraphQueries.Language;
global using GraphQueries.Transport;
