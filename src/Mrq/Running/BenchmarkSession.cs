using System.Collections.Immutable;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>A session whose inputs are random bytes, the same in every run of the program. Inputs that are indices of a table are rows that it has.</summary>
internal sealed class BenchmarkSession
{
    private readonly EmulatorSession _session;
    private readonly ImmutableArray<(int Input, ReadOnlyMemory<byte> Bytes)> _indices;

    public BenchmarkSession(CompiledGraph compiled, int seed)
    {
        _session = new EmulatorSession(compiled);
        var indices = ImmutableArray.CreateBuilder<(int, ReadOnlyMemory<byte>)>();
        for (var i = 0; i < compiled.Graph.Inputs.Length; i++)
        {
            // Floats of them may be anything, which the first operator quantizes.
            new Random(seed).NextBytes(_session.Input(i));
            if (InputDomain.Of(compiled.Graph, compiled.Graph.Inputs[i]).Rows is not null)
            {
                indices.Add((i, SyntheticNoise.Create(compiled.Graph, compiled.Graph.Inputs[i]).Inputs[0].Array.Data[.._session.Input(i).Length]));
            }
        }

        _indices = indices.ToImmutable();
    }

    public void Run(CancellationToken cancellation)
    {
        Refill();
        _session.Run(cancellation);
    }

    public void RunStep(int step)
    {
        if (step == 0)
        {
            Refill();
        }

        _session.RunStep(step);
    }

    /// <summary>A run may overwrite its inputs. The next one takes what it finds as it is, but not as an index.</summary>
    private void Refill()
    {
        foreach (var (input, bytes) in _indices)
        {
            bytes.Span.CopyTo(_session.Input(input));
        }
    }
}
