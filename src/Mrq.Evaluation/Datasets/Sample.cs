namespace Mrq.Evaluation.Datasets;

/// <summary>One sample: a value for each input of a model. Dispose it when it is no longer needed: its memory serves the next.</summary>
public sealed class Sample : IDisposable
{
    private readonly ArrayRow[] _inputs;
    private readonly ArrayRow? _target;

    internal Sample(int index, ArrayRow[] inputs, ArrayRow? target) => (Index, _inputs, _target) = (index, inputs, target);

    /// <summary>From 0 on.</summary>
    public int Index { get; }

    /// <summary>Little-endian elements in C order, of the type that the source says of this input.</summary>
    public ReadOnlySpan<byte> Input(int input) => _inputs[input].Data;

    /// <summary>The label where it is values or a map, likewise; empty where there is none.</summary>
    public ReadOnlySpan<byte> Target => _target is { } target ? target.Data : [];

    public void Dispose()
    {
        foreach (var input in _inputs)
        {
            input.Dispose();
        }

        _target?.Dispose();
    }
}
