global using GraphSync;
