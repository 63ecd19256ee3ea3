namespace Mrq.Evaluation.Datasets;

/// <summary>The entries of an array's first dimension where they are stored: each is read when its turn comes, so that there may be more of them than memory.</summary>
internal interface IStoredRows
{
    /// <summary>Neighbouring rows in order, little-endian and in C order, from the first of them each time. Others are not read, unless they lie compressed in front of them.</summary>
    /// <param name="range">Rows that the array has.</param>
    IEnumerable<ArrayRow> Rows(SampleRange range);
}
