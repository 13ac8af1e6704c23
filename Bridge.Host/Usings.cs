global using GraphQueries;
global using GraphSync;
