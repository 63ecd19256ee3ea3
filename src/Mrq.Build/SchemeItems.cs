using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq.Build;

/// <summary>The MrqScheme items of a project: a scheme may be based on another one of them, in whatever order they stand.</summary>
internal sealed class SchemeItems
{
    private const string Definition = "Definition";

    private readonly Dictionary<string, ITaskItem> _items = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string> _absolute;

    public SchemeItems(IEnumerable<ITaskItem> items, Func<string, string> absolute)
    {
        _absolute = absolute;
        foreach (var item in items)
        {
            // The last one wins, as in a project; Resolve reports that there are two.
            if (!_items.TryAdd(item.ItemSpec, item))
            {
                Repeated.Add(item.ItemSpec);
            }
        }
    }

    private HashSet<string> Repeated { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> or <see cref="MrqCodes.UnknownScheme"/>.</exception>
    public QuantizationScheme Resolve(ITaskItem item)
    {
        var name = item.ItemSpec;
        if (Repeated.Contains(name))
        {
            throw Error(name, "two MrqScheme items have this name.");
        }

        if (!_open.Add(name))
        {
            throw Error(name, "it is based on itself.");
        }

        try
        {
            return SchemeDefinition.Create(name, Fields(item), Named);
        }
        finally
        {
            _open.Remove(name);
        }
    }

    private QuantizationScheme Named(string name) => _items.TryGetValue(name, out var item) ? Resolve(item) : NamedSchemes.Named(name, _items.Keys);

    private IEnumerable<KeyValuePair<string, string>> Fields(ITaskItem item)
    {
        var metadata = item.CloneCustomMetadata().Keys.Cast<string>().Select(key => KeyValuePair.Create(key, item.GetMetadata(key)))
            .Where(field => field.Value.Length > 0).ToList();
        var file = metadata.FirstOrDefault(field => field.Key.Equals(Definition, StringComparison.OrdinalIgnoreCase)).Value;
        if (file is null)
        {
            return metadata;
        }

        if (metadata.Count > 1)
        {
            throw Error(item.ItemSpec, $"{Definition} says everything; take away {string.Join(", ", metadata.Select(field => field.Key).Where(key => !key.Equals(Definition, StringComparison.OrdinalIgnoreCase)))}.");
        }

        // The item names the scheme, whatever name the file gives itself.
        return SchemeFile.ReadFields(_absolute(file)).Where(field => !field.Key.Equals("name", StringComparison.OrdinalIgnoreCase));
    }

    private static MrqException Error(string name, string message) => new(MrqCodes.BadScheme, $"scheme '{name}': {message}");
}
