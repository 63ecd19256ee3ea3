namespace Mrq.Fuzz;

/// <summary>One kind of failure.</summary>
/// <param name="Mutant">The first file that shows it.</param>
/// <param name="Detail">The exception.</param>
/// <param name="Count">How many files showed it.</param>
internal sealed record Finding(byte[] Mutant, string Detail, long Count);
