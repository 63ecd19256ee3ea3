using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>What is gathered while a file is read: its records, keys that nothing knows, and what was read otherwise than it is written.</summary>
internal sealed class ReadingNotes(string format)
{
    private const int MostNamed = 5;

    private readonly List<SidecarTensor> _tensors = [];
    private readonly Dictionary<(string Name, SidecarRole Role, int Index), SidecarTensor> _byKey = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _doubts = [];

    /// <summary>Adds a record; of two of one name that say the same one counts.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> for two that contradict one another.</exception>
    public void Add(SidecarTensor tensor)
    {
        if (_byKey.TryAdd((tensor.Name, tensor.Role, tensor.Index), tensor))
        {
            _tensors.Add(tensor);
        }
        else if (_byKey[(tensor.Name, tensor.Role, tensor.Index)] is var first && first.SaysTheSameAs(tensor))
        {
            Doubt("is there twice, both times the same", tensor.Name);
        }
        else
        {
            throw SidecarErrors.Wrong($"it is there twice, at {first.Source} and at {tensor.Source}, and not the same; take one away.", tensor.Name);
        }
    }

    /// <summary>Notes keys that are ignored.</summary>
    public void Ignore(JsonFields fields, params ReadOnlySpan<string> known)
    {
        foreach (var property in fields.Element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                _unknown.Add(property.Name);
            }
        }
    }

    /// <summary>Notes that a tensor was read otherwise than the file writes it: one sentence for all of which the same is said.</summary>
    /// <param name="what">What, after the tensor's name.</param>
    /// <param name="tensor">The tensor; null where it is said of the file.</param>
    public void Doubt(string what, string? tensor = null)
    {
        if (!_doubts.TryGetValue(what, out var names))
        {
            _doubts.Add(what, names = []);
        }

        names.AddRange(tensor is null ? [] : [tensor]);
    }

    /// <summary>All of it.</summary>
    public Sidecar ToSidecar(string dialect = "") => new(format, dialect, [.. _tensors])
    {
        Warnings = [.. _doubts.Select(Sentence), .. _unknown.Count == 0 ? [] : new[] { $"keys that are not known are ignored: {Named([.. _unknown])}" }],
    };

    private static string Sentence(KeyValuePair<string, List<string>> doubt) => doubt.Value.Count == 0 ? doubt.Key : $"{Named(doubt.Value)}: {doubt.Key}";

    private static string Named(List<string> names) => $"{string.Join(", ", names.Take(MostNamed).Select(name => $"'{SafeText.Name(name)}'"))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}";
}
