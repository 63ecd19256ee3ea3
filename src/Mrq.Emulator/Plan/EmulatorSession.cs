using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator;

/// <summary>The memory to run a compiled graph in, sample after sample. For one thread at a time; a run allocates nothing.</summary>
public sealed class EmulatorSession
{
    private readonly CompiledGraph _compiled;
    private readonly TensorMemory _memory;

    public EmulatorSession(CompiledGraph compiled)
        : this(compiled, new TensorMemory(compiled.Plan))
    {
    }

    internal EmulatorSession(CompiledGraph compiled, TensorMemory memory)
    {
        _compiled = compiled;
        _memory = memory;
        Reset();
    }

    public QuantizedGraph Graph => _compiled.Graph;

    /// <summary>The bytes of one activation; valid between the step that writes it and the last one that reads it, or always where all are kept.</summary>
    public Span<byte> Tensor(int index) => _memory.Bytes(index);

    public Span<byte> Input(int i) => Tensor(Graph.Inputs[i]);

    public ReadOnlySpan<byte> Output(int i) => Value(Graph.Outputs[i]);

    /// <summary>The bytes of an activation, as <see cref="Tensor"/>, or of a constant.</summary>
    public ReadOnlySpan<byte> Value(int index) => _compiled.Constant(index) is { } constant ? constant.Span : Tensor(index);

    /// <summary>
    /// Puts the state of SVDF and LSTM and all variables back to their start, so that the next sample does not depend on those before it, and
    /// lets what is called once be called again. Graphs without variables have none.
    /// </summary>
    public void Reset()
    {
        _compiled.ResetVariables(_memory);
        _memory.ResetResources();
    }

    /// <summary>Computes all steps from the inputs as they stand.</summary>
    public void Run(CancellationToken cancellation = default)
    {
        _memory.Budget.Cancellation = cancellation;
        for (var step = 0; step < _compiled.Kernels.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            RunStep(step);
        }

        _memory.Budget.Cancellation = default;
    }

    /// <summary>Computes one step; the steps before it have run.</summary>
    public void RunStep(int step) => RunStep(step, _compiled);

    /// <summary>Computes one step as a recompiled graph has it.</summary>
    public void RunStep(int step, CompiledGraph recompiled)
    {
        _memory.Budget.Reset();
        recompiled.Kernels[step].Run(_memory);
    }

    /// <summary>
    /// Copies what the steps from one on need: the activations that live there, and variables. Another session of the same plan
    /// goes on from it.
    /// </summary>
    /// <param name="step">The first step that has not run.</param>
    /// <param name="snapshot">Takes <see cref="CompiledGraph.SnapshotBytes"/> bytes.</param>
    public void Save(int step, Span<byte> snapshot)
    {
        foreach (var tensor in _compiled.Plan.LiveBefore(step))
        {
            var bytes = _memory.Bytes(tensor);
            bytes.CopyTo(snapshot);
            snapshot = snapshot[bytes.Length..];
        }

        _memory.Resources.CopyTo(snapshot);
    }

    /// <summary>Goes on where <see cref="Save"/> of the same plan stopped.</summary>
    public void Restore(int step, ReadOnlySpan<byte> snapshot)
    {
        Reset();
        foreach (var tensor in _compiled.Plan.LiveBefore(step))
        {
            var bytes = _memory.Bytes(tensor);
            snapshot[..bytes.Length].CopyTo(bytes);
            snapshot = snapshot[bytes.Length..];
        }

        snapshot[.._memory.Resources.Length].CopyTo(_memory.Resources);
        foreach (var call in Graph.Operators.AsSpan()[..step])
        {
            if (call is CallOnce { InitSubgraphIndex: var callee })
            {
                _memory.BeginCall(callee);
            }
        }
    }

    /// <summary>
    /// How many outputs each operator computed from a sum that did not fit its accumulator, since the session began. Operators that are
    /// proven not to overflow (<see cref="CompiledGraph.Accumulators"/>) are never here.
    /// </summary>
    public IReadOnlyDictionary<int, long> Overflows => _memory.Overflows;

    /// <summary>Whether the tensor has memory here: true for inputs and everything computed.</summary>
    public bool Holds(int tensor) => _compiled.Plan.Holds(tensor);
}
