namespace Mrq.Emulator.Recurrent;

/// <summary>What an LSTM does with the products of its weights, all of it on values of 16 bits; runtimes part here.</summary>
internal abstract class LstmFunctions
{
    /// <summary>A gate in Q3.12 of its two requantized products.</summary>
    public abstract short Add(long ofInput, long ofOutputState);

    /// <summary>Logistic of a gate, in Q0.15.</summary>
    public abstract short Logistic(short gate);

    /// <summary>Tanh of a gate, in Q0.15.</summary>
    public abstract short Tanh(short gate);

    /// <summary>What the forget gate leaves of a cell.</summary>
    public abstract short Keep(short forget, short cell);

    /// <summary>What the input gate lets in of a candidate, in the cell's scale.</summary>
    public abstract short Take(short open, short candidate);

    /// <summary>Tanh of a cell, in Q0.15.</summary>
    public abstract short TanhOfCell(short cell);

    /// <summary>What the output gate shows of a cell's tanh.</summary>
    public abstract sbyte Show(short gate, short tanhOfCell);
}
