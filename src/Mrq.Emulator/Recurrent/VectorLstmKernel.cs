using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// UNIDIRECTIONAL_SEQUENCE_LSTM with the products of all gates at once; bit for bit <see cref="LstmKernel"/>. Those with the input do not wait for the state and are
/// computed for many steps together.
/// </summary>
internal sealed class VectorLstmKernel : Kernel
{
    private const int BlockRows = PackedProduct<int>.RowsPerBlock;
    private readonly LstmKernel _plain;
    private readonly LstmMatrix _ofInput;
    private readonly LstmMatrix _ofOutputState;
    private readonly LstmMatrix? _projection;
    private readonly int _gates;

    private VectorLstmKernel(LstmKernel plain)
    {
        (_plain, _gates) = (plain, plain.Gates.Length);
        var bound = plain.Accumulator.Bound;
        _ofInput = new LstmMatrix([.. plain.Gates.Select(gate => gate.OfInput)], bound);
        _ofOutputState = new LstmMatrix([.. plain.Gates.Select(gate => gate.OfOutputState)], bound);
        _projection = plain.Projection is null ? null : new LstmMatrix([plain.Projection], bound);
    }

    public override AccumulatorUse Accumulator => _plain.Accumulator;

    /// <summary>Serves what cannot overflow; the reference kernel checks the shapes and refuses.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var checkedFirst = new LstmKernel(context);
        return checkedFirst.Accumulator.FitsInt32 && checkedFirst.Sizes is { Inputs: > 0, Outputs: > 0 } ? new VectorLstmKernel(checkedFirst) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var sizes = _plain.Sizes;
        var run = _plain.Begin(memory);
        var words = Math.Max(Math.Max(BlockRows * _ofInput.Words, _ofOutputState.Words), _projection?.Words ?? 0);
        using var scratch = new Scratch(words + (BlockRows * _ofInput.Rows) + _ofOutputState.Rows + sizes.Outputs);
        var packed = scratch.Span[..words];
        var ofInput = scratch.Span.Slice(words, BlockRows * _ofInput.Rows);
        var ofOutputState = scratch.Span.Slice(words + ofInput.Length, _ofOutputState.Rows);
        var projected = scratch.Span[^sizes.Outputs..];
        Span<sbyte> hidden = stackalloc sbyte[sizes.Cells];

        // In the order of memory: batches know nothing of one another, and of each batch the steps come one after the other in both orders.
        var rows = sizes.Batches * sizes.Steps;
        for (var row = 0; row < rows; row++)
        {
            var inBlock = row % BlockRows;
            if (inBlock == 0)
            {
                var count = Math.Min(BlockRows, rows - row);
                _ofInput.Multiply(run.Input.Slice(row * sizes.Inputs, count * sizes.Inputs), count, packed, ofInput);
            }

            var batch = _plain.BatchOf(row);
            var state = run.OutputStateOf(batch, sizes);
            _ofOutputState.Multiply(state, 1, packed, ofOutputState);
            Advance(batch, ofInput.Slice(inBlock * _ofInput.Rows, _ofInput.Rows), ofOutputState, run.CellStateOf(batch, sizes), hidden);
            if (_projection is null)
            {
                hidden.CopyTo(state);
            }
            else
            {
                _projection.Multiply(hidden, 1, packed, projected);
                for (var i = 0; i < state.Length; i++)
                {
                    state[i] = _plain.Projected(projected[i]);
                }
            }

            state.CopyTo(run.Output.Slice(row * sizes.Outputs, sizes.Outputs));
        }
    }

    private void Advance(int batch, ReadOnlySpan<int> ofInput, ReadOnlySpan<int> ofOutputState, Span<short> cellState, Span<sbyte> hidden)
    {
        Span<short> sums = stackalloc short[LstmKernel.MostGates];
        var cells = cellState.Length;
        for (var cell = 0; cell < cells; cell++)
        {
            for (var (gate, at) = (0, cell); gate < _gates; gate++, at += cells)
            {
                sums[gate] = _plain.Functions.Add(ofInput[at], ofOutputState[at]);
            }

            hidden[cell] = _plain.Advance(sums, batch, cell, ref cellState[cell]);
        }
    }
}
