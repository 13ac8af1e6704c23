using Bridge.Host.Commands;

return await Verbs.RunAsync(args);
