namespace Mrq.Emulator.Reference;

/// <summary>Sizes of an LSTM.</summary>
internal readonly record struct LstmSizes(int Batches, int Steps, int Inputs, int Cells, int Outputs);
