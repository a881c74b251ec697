/** A few choices side by side, of which one holds. */
export interface Option<T extends string> {
  readonly id: T;
  readonly label: string;
}

export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (id: T) => void;
  readonly small?: boolean;
}

export function Segments<T extends string>({ label, options, value, onChange, small = false }: SegmentsProps<T>) {
  return (
    <div className={small ? 'seg sm' : 'seg'} role="group" aria-label={label}>
      {options.map((option) => (
        <button type="button" key={option.id} aria-pressed={option.id === value} onClick={() => onChange(option.id)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
