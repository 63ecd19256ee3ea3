using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>
/// Names that a toolchain gives to what the model calls otherwise: lines <c>from,to</c>, cut at the last comma, of which <c>from</c> is the model's. What
/// is not in it keeps its name.
/// </summary>
public sealed class NameMap
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a line that is none, and for a name that stands twice on either side.</exception>
    public NameMap(SidecarContent content)
    {
        var (number, targets) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var line in content.Text?.Split('\n') ?? throw Wrong("it is no UTF-8 text"))
        {
            number++;
            var text = line.TrimEnd('\r');
            if (text.Length == 0)
            {
                continue;
            }

            var comma = text.LastIndexOf(',');
            if (comma <= 0 || comma == text.Length - 1)
            {
                throw Wrong($"line {number} is not FROM,TO");
            }

            if (!_names.TryAdd(text[..comma], text[(comma + 1)..]) || !targets.Add(text[(comma + 1)..]))
            {
                throw Wrong($"line {number} has a name that an earlier line has");
            }
        }
    }

    /// <summary>The records by their new names.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for names that none of them has.</exception>
    public IEnumerable<SidecarTensor> Apply(IReadOnlyCollection<SidecarTensor> tensors)
    {
        var known = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return _names.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw Wrong($"the model has no '{SafeText.Name(unknown)}'; {NearestNames.IfMeant(unknown, known)}take the line away")
            : tensors.Select(tensor => _names.TryGetValue(tensor.Name, out var name) ? tensor with { Name = name } : tensor);
    }

    /// <summary>Records of a file by the model's names. A name that the file does not have does no harm: formats leave out tensors.</summary>
    public IEnumerable<SidecarTensor> Reverse(IReadOnlyCollection<SidecarTensor> tensors)
    {
        var models = _names.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);
        return tensors.Select(tensor => models.TryGetValue(tensor.Name, out var name) ? tensor with { Name = name } : tensor);
    }

    private static MrqException Wrong(string message) => new(MrqCodes.BadOption, $"the map of names cannot be used: {message}.");
}
