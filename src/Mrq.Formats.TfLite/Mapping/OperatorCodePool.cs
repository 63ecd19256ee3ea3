using System.Collections.Immutable;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>The file's operator codes; another operator or version gets a new entry behind them.</summary>
internal sealed class OperatorCodePool(FlatTable model)
{
    private readonly ImmutableArray<FlatTable>.Builder _codes = model.Tables("operator_codes").ToBuilder();
    private bool _changed;

    public FlatTable ApplyTo(FlatTable root) => _changed ? root.With("operator_codes", new FlatTableVector(_codes.ToImmutable())) : root;

    public OperatorKind this[int index] => OperatorKind.Of(_codes[index]);

    public int IndexOf(OperatorKind kind)
    {
        for (var i = 0; i < _codes.Count; i++)
        {
            if (this[i] == kind)
            {
                return i;
            }
        }

        _codes.Add(kind.ToTable());
        _changed = true;
        return _codes.Count - 1;
    }

    /// <summary>The code at an index in another version: all else that the entry says stays.</summary>
    public int WithVersion(int index, int version)
    {
        var kind = this[index];
        if (kind.Version == version)
        {
            return index;
        }

        for (var i = 0; i < _codes.Count; i++)
        {
            if (this[i] == kind with { Version = version })
            {
                return i;
            }
        }

        _codes.Add(_codes[index].WithScalar("version", version));
        _changed = true;
        return _codes.Count - 1;
    }
}
