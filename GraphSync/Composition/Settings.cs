using System.Text.RegularExpressions;
using GraphQueries.Presentation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GraphSync.Composition;

/// <summary>Settings as options: one class a feature, read from its section, checked before anything starts.</summary>
public static partial class Settings
{
    private const int ShownCharacters = 200;

    /// <summary>Registers options that are read from a section of a configuration.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="section">Such as <c>Bridge:Rescore</c>.</param>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(this IServiceCollection services,
        IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>().AddSingleton(new Section(typeof(TOptions), configuration, section));
        return services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    /// <summary>The same settings, where the secret <c>X</c> may be given as <c>X_FILE</c>: the name of the file that holds it. It is read
    /// whenever somebody asks, so that a new content counts from then on.</summary>
    public static IConfiguration WithSecretFiles(this IConfiguration configuration) =>
        SecretFilesOf(configuration) is not null ? configuration
        : new ConfigurationBuilder().AddConfiguration(configuration).Add(new SecretFiles(configuration)).Build();

    /// <summary>The secrets in files that a configuration has been given; null when it has none.</summary>
    internal static SecretFiles? SecretFilesOf(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<SecretFiles>().FirstOrDefault();

    /// <summary>Checks all settings; a host does so by itself when it starts.</summary>
    /// <exception cref="BadInputException">One cannot be used; the message names it.</exception>
    public static void ValidateSettings(this IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException e)
        {
            throw Refusal(services, e);
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is OptionsValidationException first)
        {
            throw Refusal(services, first);
        }
        catch (InvalidOperationException e) when (Unreadable().Match(e.Message) is { Success: true } place)
        {
            var (path, value) = (place.Groups["path"].Value, place.Groups["value"].Value);
            throw new BadInputException($"{Named(path, value)} cannot be read: "
                + $"it must be of the type {place.Groups["type"].Value}.");
        }
    }

    private static BadInputException Refusal(IServiceProvider services, OptionsValidationException e)
    {
        var section = services.GetServices<Section>().First(section => section.Options == e.OptionsType);
        var parts = e.Failures.First().Split(": ", 2);
        var (name, reason) = (parts[0], parts[^1]);
        var path = $"{section.Path}:{name}";
        // The validators name the field once more, by its class.
        reason = reason.Replace($"The field {e.OptionsType.Name}.{name} ", "", StringComparison.Ordinal)
            .Replace($"The {e.OptionsType.Name}.{name} field ", "", StringComparison.Ordinal);
        return new BadInputException($"{Named(path, section.Configuration[path])} {reason}");
    }

    /// <summary>A setting and its value as messages name them: on one line, of a length that can be read, and without secrets.</summary>
    /// <param name="path">Such as <c>Bridge:Http:Urls</c>.</param>
    /// <param name="value">As it was given; null is empty.</param>
    public static string Named(string path, string? value) =>
        $"{Variable(path)} '{DisplayText.Shown(Redaction.Setting(path, value), ShownCharacters)}'";

    /// <summary>A setting as the environment names it.</summary>
    internal static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    [GeneratedRegex("value '(?<value>.*)' at '(?<path>[^']+)' to type '(?:System\\.)?(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    /// <summary>Where options of a type are read from.</summary>
    private sealed record Section(Type Options, IConfiguration Configuration, string Path);
}
