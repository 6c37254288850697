import { describe, expect, it } from 'vitest';
import { Intake } from './intake.ts';

const bounds = { items: 8, bytes: 1_000, leastBytes: 300 };

describe('an intake', () => {
  it('has room for what its bounds leave', () => {
    const intake = new Intake(bounds);
    expect(intake.room).toEqual({ messages: 8, bytes: 1_000 });
    intake.took(100);
    expect(intake.room).toEqual({ messages: 7, bytes: 900 });
    intake.letGo(100);
    expect(intake.room).toEqual({ messages: 8, bytes: 1_000 });
  });

  it('asks for nothing when few would come, and again when a quarter is free', () => {
    const intake = new Intake(bounds);
    for (let at = 0; at < 7; at++) intake.took(1);
    expect(intake.room.messages).toBe(0);
    intake.letGo(1);
    expect(intake.room.messages).toBe(2);
  });

  it('asks for nothing when the largest message would not fit', () => {
    const intake = new Intake(bounds);
    intake.took(701);
    expect(intake.room.messages).toBe(0);
    intake.letGo(701);
    expect(intake.room.messages).toBe(8);
  });

  it('takes nothing while it is closed, and one item on trial', () => {
    const intake = new Intake(bounds);
    intake.close();
    expect(intake.room.messages).toBe(0);
    intake.tryOne();
    expect(intake.room.messages).toBe(1);
    intake.took(1);
    expect(intake.room.messages).toBe(0);
    intake.letGo(1);
    expect(intake.room.messages).toBe(0);
    intake.open();
    expect(intake.room.messages).toBe(8);
  });
});
