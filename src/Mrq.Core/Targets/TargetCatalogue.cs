using System.Collections.Frozen;
using System.Reflection;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Targets;

/// <summary>The targets that Mrq.Build knows by name: files that are embedded as <c>targets/FAMILY/NAME.json</c>. One is read when it is first asked for; all are read for an alias.</summary>
public static class TargetCatalogue
{
    private const string Folder = "targets/";
    private const string Extension = ".json";

    private static readonly IReadOnlyList<(string Family, string Name, Lazy<Target> Target)> Files =
    [
        .. Home.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal))
            .Select(resource => (Resource: resource, Parts: resource[Folder.Length..^Extension.Length].Split('/')))
            .Select(file => (Family: file.Parts[0], Name: file.Parts[1], Target: new Lazy<Target>(() => TargetFile.Read(file.Parts[0], file.Parts[1], Content(file.Resource)))))
            .OrderBy(file => file.Family, StringComparer.Ordinal).ThenBy(file => file.Name, StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, Lazy<Target>> FilesByName = Files.ToFrozenDictionary(file => file.Name, file => file.Target, StringComparer.OrdinalIgnoreCase);

    private static readonly Lazy<FrozenDictionary<string, Target>> TargetsByAlias = new(() =>
        All!.SelectMany(target => target.Aliases.Select(alias => (Alias: alias, Target: target))).ToFrozenDictionary(pair => pair.Alias, pair => pair.Target, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every name, families in the order of their names; no target is read for it.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Files.Select(file => file.Name)];

    /// <summary>All of them, family after family.</summary>
    public static IEnumerable<Target> All => Files.Select(file => file.Target.Value);

    private static Assembly Home => typeof(TargetCatalogue).Assembly;

    /// <summary>The target of a name or an alias, whatever its case; null when there is none.</summary>
    public static Target? Find(string name) => FilesByName.TryGetValue(name, out var file) ? file.Value : TargetsByAlias.Value.GetValueOrDefault(name);

    /// <summary>The target of a name or an alias, whatever its case.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownScheme"/> when there is none.</exception>
    public static Target Named(string name) =>
        Find(name) ?? throw new MrqException(MrqCodes.UnknownScheme, $"there is no target '{name}'; {NearestNames.IfMeant(name, NamesAndAliases)}use one that 'mrq targets' lists.");

    /// <summary>Those in whose names, aliases, chips, vendors or descriptions a word stands, whatever its case and whatever separates its parts.</summary>
    public static IEnumerable<Target> Search(string word)
    {
        var wanted = Letters(word);
        return All.Where(target => wanted.Length > 0 && new[] { target.Name, target.Family, target.Vendor, target.Description }.Concat(target.Aliases).Concat(target.Chips).Any(text => Letters(text).Contains(wanted, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Names and aliases, one of which may be meant by an unknown name.</summary>
    internal static IEnumerable<string> NamesAndAliases => Names.Concat(TargetsByAlias.Value.Keys.Order(StringComparer.Ordinal));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static byte[] Content(string resource)
    {
        using var stream = Home.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
